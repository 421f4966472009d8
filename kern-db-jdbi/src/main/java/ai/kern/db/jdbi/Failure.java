package ai.kern.db.jdbi;

/** What went wrong in a database, and what can be done about it. */
public enum Failure {
    /** Another connection held a lock for too long. */
    LOCKED("another connection kept its lock for too long", "Let the other writer finish, or wait longer for it"),
    /** The database takes no writes. */
    READ_ONLY(
            "the database is read-only", "Open it for writing, and let this process write to the file and its folder"),
    /** There is no room left. */
    FULL("there is no room left", "Make room, or raise the limit on the size of the database"),
    /** What is stored is damaged. */
    CORRUPT("the database is damaged", "Stop writing to it, keep a copy and restore it from a backup"),
    /** It is something else than a database. */
    NOT_A_DATABASE("this is not a database", "Check the path or address, and that the file is not encrypted"),
    /** It could not be reached or opened, or the connection broke. */
    UNREACHABLE("the database cannot be reached", "Check the path or address, its rights, and that it is running"),
    /** The file in which it lives could not be opened, read or written. */
    FILE_UNUSABLE(
            "the database's file cannot be used",
            "Check that its path is right, that it is there, since it is not created where it is opened only for reading, and"
                    + " the rights on it and its folder"),
    /** A table is missing. */
    NO_TABLE("a table is missing", "Open the database anew, which creates its tables, under the table names of before"),
    /** A statement that {@linkplain Dialect#requiring must change a row} changed none, or adds one that is there. */
    UNMET("a condition of the commit does not hold", "Read anew what is stored, and try again"),
    /** A row refers to another one that is not there. */
    MISSING_REFERENCE("a row refers to one that is not stored", "Store the run and its session first"),
    /** Anything else. */
    OTHER("an unexpected error", "The cause says more");

    private final String meaning;
    private final String advice;

    Failure(String meaning, String advice) {
        this.meaning = meaning;
        this.advice = advice;
    }

    /** What it means, as a part of a sentence. */
    public String meaning() {
        return meaning;
    }

    /** What to do, as a sentence without its full stop. */
    public String advice() {
        return advice;
    }
}
