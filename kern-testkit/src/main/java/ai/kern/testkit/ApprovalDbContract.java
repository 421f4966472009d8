package ai.kern.testkit;

import ai.kern.approval.ApprovalDb;
import ai.kern.approval.ApprovalSettings;
import ai.kern.db.Db;
import ai.kern.db.TimeOffset;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/**
 * What every database of approvals keeps, beside what every database does: a provider of one extends this class in place of
 * {@link DbContract}.
 */
public abstract class ApprovalDbContract extends DbContract {

    /** A contract. */
    protected ApprovalDbContract() {}

    /**
     * Opens the database of a folder with settings: see {@link #open(Path, TimeOffset)}.
     *
     * @param time what is to be added to the database's own time
     */
    protected abstract ApprovalDb open(Path folder, TimeOffset time, ApprovalSettings settings);

    @Override
    protected final Db open(Path folder, TimeOffset time) {
        return open(folder, time, ApprovalSettings.defaults());
    }

    /** Decisions about records. */
    @Nested
    public class Decisions extends DecisionContract {
        /** A part of the contract. */
        public Decisions() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }

    /** People who must agree. */
    @Nested
    public class Votes extends VoteContract {
        /** A part of the contract. */
        public Votes() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }

    /** What the gate adds to commits of the engine. */
    @Nested
    public class GateCommits extends GateCommitContract {
        /** A part of the contract. */
        public GateCommits() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }

    /** Lists of records, and what is deleted. */
    @Nested
    public class ApprovalListings extends ApprovalListingContract {
        /** A part of the contract. */
        public ApprovalListings() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }

    /** Hints of decisions. */
    @Nested
    public class DecisionChanges extends DecisionChangeContract {
        /** A part of the contract. */
        public DecisionChanges() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }

    /** What observers are told. */
    @Nested
    public class Notices extends NoticeContract {
        /** A part of the contract. */
        public Notices() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }

    /** Decisions and the trail on statements and connections that fail. */
    @Nested
    public class ApprovalFaults extends ApprovalFaultContract {
        /** A part of the contract. */
        public ApprovalFaults() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }

    /** The audit trail. */
    @Nested
    public class Trails extends TrailContract {
        /** A part of the contract. */
        public Trails() {}

        @Override
        ApprovalDbContract contract() {
            return ApprovalDbContract.this;
        }
    }
}
