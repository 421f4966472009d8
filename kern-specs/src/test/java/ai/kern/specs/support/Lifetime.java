package ai.kern.specs.support;

/** What becomes, while a run waits, of the objects that started it. */
public enum Lifetime {
    /** They are still there, and go on with it. */
    KEPT,

    /** They are gone, as with their process: the database is opened anew, and all else is built anew, each time a run is continued. */
    REBUILT
}
