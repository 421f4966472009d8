package ai.kern.testkit;

import ai.kern.db.Changeset;
import ai.kern.db.Db;
import ai.kern.testkit.FaultPoint.Moment;
import java.util.ArrayList;
import java.util.List;

/** The database of a {@link FaultPlan}: its fault may strike around each commit, and after a stop nothing is read or written. */
final class FaultyDb extends DbDecorator {
    private final FaultPlan plan;

    FaultyDb(Db inner, FaultPlan plan) {
        super(inner);
        this.plan = plan;
    }

    @Override
    protected Db inner() {
        plan.requireRunning();
        return super.inner();
    }

    @Override
    public void commit(Changeset changeset) {
        plan.requireRunning();
        int number = plan.beginCommit(changeset.rootId());
        String what = describe(changeset);
        plan.pass(new FaultPoint(number, FaultPoint.Place.COMMIT, what, Moment.BEFORE));
        super.commit(changeset);
        plan.pass(new FaultPoint(number, FaultPoint.Place.COMMIT, what, Moment.AFTER));
    }

    private static String describe(Changeset changeset) {
        List<String> parts = new ArrayList<>();
        changeset.runs().forEach(run -> parts.add(run.status().name()));
        changeset
                .executions()
                .forEach(execution -> parts.add(execution.phase() + " "
                        + execution.call().sequence() + "-" + execution.call().index()));
        changeset.requirements().forEach(requirement -> parts.add("asks " + requirement.type()));
        changeset.settlements().forEach(settlement -> parts.add("settles"));
        return String.join(", ", parts);
    }
}
