package ai.kern.specs.support;

import ai.kern.approval.Approvals;
import ai.kern.db.Db;
import ai.kern.testkit.DbDecorator;

/** A database whose approvals fail, while they are told to, with what is no store's failure: that ends a run as ERROR. */
public final class FaultyApprovals extends DbDecorator {
    private volatile boolean failing;

    private FaultyApprovals(Db target) {
        super(target);
    }

    /** Such a database in a lab, which all its agents get from now on. */
    public static FaultyApprovals in(Lab lab) {
        FaultyApprovals faulty = new FaultyApprovals(lab.db());
        lab.decorate(db -> faulty);
        return faulty;
    }

    public void fail() {
        failing = true;
    }

    public void recover() {
        failing = false;
    }

    @Override
    public Approvals approvals() {
        if (failing) {
            throw new IllegalStateException("nobody knows who people are");
        }
        return super.approvals();
    }
}
