package ai.kern.cookbook;

/** Words of commands that are printed for people to call. */
public final class ShellWord {
    private ShellWord() {}

    /** A word as a shell takes it: in quotes where it needs them. */
    public static String of(String word) {
        return word.matches("[\\w./:@%+=,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
