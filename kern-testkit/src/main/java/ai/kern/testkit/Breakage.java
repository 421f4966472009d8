package ai.kern.testkit;

/** What goes wrong with a statement. */
enum Breakage {
    /** It fails. */
    FAILS,
    /** It is carried out, and its connection is lost. */
    LOSES_THE_CONNECTION
}
