package ai.kern.db.jdbi;

import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What differs from one SQL database to another. Immutable. */
public interface Dialect {

    /** Names the database in errors: its kind, and its path or address without any password. */
    String description();

    /** An expression for the time at the instant of its evaluation, in whole milliseconds since 1970, as a 64 bit integer. */
    String now();

    /**
     * A query for the elements of an array of strings, each as a row with one text.
     *
     * @param parameter a parameter that holds the array as JSON text
     */
    String elementsOf(String parameter);

    /**
     * What is put behind a query so that nobody changes its rows until the end of the transaction; others may do the same at the
     * same time. Empty where a writer is alone anyway.
     */
    String rowLock();

    /**
     * What is put behind a query to lock its rows until the end of the transaction, for oneself alone and to change them. Empty
     * where a writer is alone anyway.
     */
    String exclusiveRowLock();

    /** Whether the driver takes several statements at once, separated by semicolons, and sends them together. */
    boolean takesSeveralStatements();

    /**
     * Makes of a statement that inserts or updates one that fails with {@link Failure#UNMET} if that changes no row; it may
     * return rows. As it is where the driver does not {@linkplain #takesSeveralStatements() take several} at once.
     */
    String requiring(String statement);

    /**
     * A statement that has everybody told who {@linkplain Connections#listen listens}, as soon as its transaction is committed,
     * that the run {@code :runId} changed. Empty where they find out by themselves that something was committed.
     *
     * @param runs the name of the table of runs
     */
    Optional<String> notification(String runs);

    /**
     * A column in a condition for which no index is to be searched, since another condition of the query leaves fewer rows. The
     * column itself where the database knows its data well enough to find that out.
     */
    String unsearched(String column);

    /**
     * Whether an update writes the indexes of all columns that it sets, though their values stay: then a column with indexes is
     * set only where it changes.
     */
    boolean writesWhatStays();

    /** What an error of the driver means. */
    Failure failure(SQLException error);

    /**
     * Tells of an error of the driver what may be logged: nothing that quotes what was bound or is stored. Names of tables,
     * columns and constraints, and codes, are no such thing.
     */
    String wording(SQLException error);

    /**
     * The names of the migrations, oldest first: {@code V1__what_it_does.sql} and so on, numbered without gaps. A table stands
     * in them as the {@linkplain TableNames.Table#placeholder() placeholder} of its name, <code>${runs}</code> for one.
     */
    List<String> migrations();

    /** Opens one of the migrations, as UTF-8. */
    InputStream migration(String name);

    /**
     * Looks, after a migration failed, for the values that it could not take over.
     *
     * @param source reaches what the migration left, before it is rolled back where its transaction is one with its caller's
     * @return of each value its table, column and row, and what was found and expected, without the value itself; none where
     *     something else failed
     */
    List<String> unfitValues(DataSource source, TableNames names);
}
