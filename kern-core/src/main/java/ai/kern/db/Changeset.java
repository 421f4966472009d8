package ai.kern.db;

import ai.kern.run.Run;
import ai.kern.run.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One step of a tree of runs, committed in one transaction or not at all. Immutable.
 *
 * @param id random; stored with each run that it writes, so that a commit whose answer was lost can be recognised
 * @param rootId the root of the tree
 * @param lease what happens to the root's lease, and the condition on it
 * @param session the session to create if there is none with its id; a session that is there must belong to the same user,
 *     or to nobody, or the changeset must name no user, else the commit fails with an
 *     {@link ai.kern.run.OwnerMismatchException}
 * @param runs snapshots, each of a run of this tree, each run once; version 1 is inserted, a later one replaces exactly the
 *     version before it, else the commit fails with a {@link ai.kern.run.RunConflictException}
 * @param entries entries to add
 * @param executions facts to add; one that is there already is a conflict
 * @param requirements requirements to add
 * @param settlements ends of open requirements; one that is not open is a conflict
 * @param withoutOutcome attempts whose outcome must not be known, else the commit fails with a conflict: nobody is asked about
 *     an outcome that is stored, or tries a call again that has one
 * @param endedClaims attempts that must not be alive any more, else the commit fails with a conflict: nobody may try a call
 *     again while an earlier attempt may still be at work. An outcome does not end a claim, time does; an attempt without a
 *     stored claim is a conflict
 * @param claimLife how long a claim counts as alive unless it is renewed, from its commit on
 * @param state changes of session states
 * @param contributions rows of others
 */
public record Changeset(
        String id,
        String rootId,
        LeaseUse lease,
        Optional<Session> session,
        List<Run> runs,
        List<Entry> entries,
        List<Execution> executions,
        List<StoredRequirement> requirements,
        List<Settlement> settlements,
        List<Attempt> withoutOutcome,
        List<Attempt> endedClaims,
        Duration claimLife,
        List<StatePatch> state,
        List<Contribution> contributions) {

    public Changeset {
        Limits.checkName(id, "the id of a changeset");
        Limits.checkName(rootId, "the id of a root");
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(session, "session");
        runs = List.copyOf(runs);
        entries = List.copyOf(entries);
        executions = List.copyOf(executions);
        requirements = List.copyOf(requirements);
        settlements = List.copyOf(settlements);
        withoutOutcome = List.copyOf(withoutOutcome);
        endedClaims = List.copyOf(endedClaims);
        Objects.requireNonNull(claimLife, "claimLife");
        state = List.copyOf(state);
        contributions = List.copyOf(contributions);
        checkRuns(id, rootId, runs);
        if (lease instanceof LeaseUse.Late && !isLateOutcome(session, runs, entries, executions, requirements, state)) {
            throw new IllegalArgumentException(
                    "a changeset without a lease may hold late outcomes, what they settle and what they change in the state"
                            + " of a session: " + rootId);
        }
    }

    private static void checkRuns(String id, String rootId, List<Run> runs) {
        Set<String> written = new HashSet<>();
        for (Run run : runs) {
            if (!run.rootId().equals(rootId) || !run.changesetId().equals(id) || !written.add(run.id())) {
                throw new IllegalArgumentException("changeset " + id + " of the tree of " + rootId
                        + " writes runs of that tree, once each, under its own id; run " + run.id() + " has root "
                        + run.rootId() + " and changeset " + run.changesetId());
            }
        }
    }

    private static boolean isLateOutcome(
            Optional<Session> session,
            List<Run> runs,
            List<Entry> entries,
            List<Execution> executions,
            List<StoredRequirement> requirements,
            List<StatePatch> state) {
        return session.isEmpty()
                && runs.isEmpty()
                && entries.isEmpty()
                && requirements.isEmpty()
                && (state.isEmpty() || !executions.isEmpty())
                && executions.stream().allMatch(execution -> execution.phase() != ExecutionPhase.CLAIM);
    }

    /** The runs that it pauses or ends: those of which a database tells {@linkplain Db#changes whoever listens}. */
    public List<String> toldRuns() {
        return runs.stream()
                .filter(run -> run.status() == RunStatus.PAUSED || run.status().isEnded())
                .map(Run::id)
                .toList();
    }

    /** Starts a changeset of a tree. */
    public static Builder builder(String id, String rootId, LeaseUse lease) {
        return new Builder(id, rootId, lease);
    }

    /** Collects the parts of a changeset. Not safe for use by several threads. */
    public static final class Builder {
        private final String id;
        private final String rootId;
        private final LeaseUse lease;
        private Optional<Session> session = Optional.empty();
        private final List<Run> runs = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final List<Execution> executions = new ArrayList<>();
        private final List<StoredRequirement> requirements = new ArrayList<>();
        private final List<Settlement> settlements = new ArrayList<>();
        private final List<Attempt> withoutOutcome = new ArrayList<>();
        private final List<Attempt> endedClaims = new ArrayList<>();
        private Duration claimLife = Duration.ofSeconds(30);
        private final List<StatePatch> state = new ArrayList<>();
        private final List<Contribution> contributions = new ArrayList<>();

        private Builder(String id, String rootId, LeaseUse lease) {
            this.id = id;
            this.rootId = rootId;
            this.lease = lease;
        }

        public Builder session(Session session) {
            this.session = Optional.of(session);
            return this;
        }

        public Builder run(Run run) {
            runs.add(run);
            return this;
        }

        public Builder entries(Collection<Entry> entries) {
            this.entries.addAll(entries);
            return this;
        }

        public Builder executions(Collection<Execution> executions) {
            this.executions.addAll(executions);
            return this;
        }

        public Builder requirements(Collection<StoredRequirement> requirements) {
            this.requirements.addAll(requirements);
            return this;
        }

        public Builder settlements(Collection<Settlement> settlements) {
            this.settlements.addAll(settlements);
            return this;
        }

        public Builder withoutOutcome(Collection<Attempt> attempts) {
            withoutOutcome.addAll(attempts);
            return this;
        }

        public Builder endedClaims(Collection<Attempt> attempts) {
            endedClaims.addAll(attempts);
            return this;
        }

        public Builder claimLife(Duration claimLife) {
            this.claimLife = claimLife;
            return this;
        }

        public Builder state(Collection<StatePatch> patches) {
            state.addAll(patches);
            return this;
        }

        public Builder contributions(Collection<? extends Contribution> contributions) {
            this.contributions.addAll(contributions);
            return this;
        }

        public Changeset build() {
            return new Changeset(
                    id,
                    rootId,
                    lease,
                    session,
                    runs,
                    entries,
                    executions,
                    requirements,
                    settlements,
                    withoutOutcome,
                    endedClaims,
                    claimLife,
                    state,
                    contributions);
        }
    }
}
