package ai.kern.testkit;

import ai.kern.db.Db;
import ai.kern.db.TimeOffset;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * What every database keeps, as tests: a provider of one extends this class, says how it is opened, and all tests run on it.
 *
 * <pre>{@code
 * class MyDbTest extends DbContract {
 *     protected Db open(Path folder, TimeOffset time) {
 *         return new MyDb(folder.resolve("my.db"), time);
 *     }
 * }
 * }</pre>
 *
 * <p>A database of a server takes the folder's path for a name: one folder, one schema of its own.
 */
@Tag("DB-1")
public abstract class DbContract {

    /** A contract. */
    protected DbContract() {}

    /**
     * Opens the database of a folder, which is fresh for each test: the first time it is empty, later it is the same one, where
     * it is durable. Whoever opened it closes it.
     *
     * @param time what is to be added to the database's own time
     */
    protected abstract Db open(Path folder, TimeOffset time);

    /**
     * Opens the database of a folder on connections in which faults may strike; {@code faults.around(source)} takes the place of
     * its own source. For databases that are reached by JDBC: where this is empty, as it is by itself, tests of failing
     * statements are skipped.
     *
     * @param time what is to be added to the database's own time
     */
    protected Optional<Db> openOn(FaultyConnections faults, Path folder, TimeOffset time) {
        return Optional.empty();
    }

    /**
     * Called after each test, while databases are open on which nothing happens: may look for transactions and connections in
     * use, and for rows that belong to nothing. Does nothing by itself.
     */
    protected void verifyIdle(Path folder) {}

    /** Called after each test, when all databases are closed: may look for connections and files. Does nothing by itself. */
    protected void verifyClosed(Path folder) {}

    /** Versions of runs, and commits as a whole. */
    @Nested
    public class Runs extends RunContract {
        /** A part of the contract. */
        public Runs() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Commits as a whole. */
    @Nested
    public class Commits extends CommitContract {
        /** A part of the contract. */
        public Commits() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Who may write a tree. */
    @Nested
    public class Leases extends LeaseContract {
        /** A part of the contract. */
        public Leases() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Claims and outcomes. */
    @Nested
    public class Executions extends ExecutionContract {
        /** A part of the contract. */
        public Executions() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Requirements and settlements. */
    @Nested
    public class Requirements extends RequirementContract {
        /** A part of the contract. */
        public Requirements() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Sessions and their state. */
    @Nested
    public class Sessions extends SessionContract {
        /** A part of the contract. */
        public Sessions() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Texts, character for character. */
    @Nested
    public class Texts extends TextContract {
        /** A part of the contract. */
        public Texts() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Lists, names and deletions. */
    @Nested
    public class Listings extends ListingContract {
        /** A part of the contract. */
        public Listings() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Several at once. */
    @Nested
    public class Races extends RaceContract {
        /** A part of the contract. */
        public Races() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Hints of changes. */
    @Nested
    public class Changes extends ChangeContract {
        /** A part of the contract. */
        public Changes() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }

    /** Statements and connections that fail. */
    @Nested
    public class Faults extends FaultContract {
        /** A part of the contract. */
        public Faults() {}

        @Override
        DbContract contract() {
            return DbContract.this;
        }
    }
}
