package ai.kern.internal;

import java.util.Objects;

/** The form of ids, names and keys that callers choose and that databases compare. */
public final class Identifiers {
    private static final int LONGEST = 200;

    private Identifiers() {}

    /**
     * Refuses what databases could store differently from how it was given.
     *
     * @param what names it in the error
     */
    public static String check(String id, String what) {
        Objects.requireNonNull(id, what);
        if (id.isBlank() || id.length() > LONGEST || id.chars().anyMatch(Identifiers::isUnfit)) {
            throw new IllegalArgumentException("the " + what + " has 1 to " + LONGEST
                    + " characters, none of them a control or surrogate character, and is not blank; this one has "
                    + id.length());
        }
        return id;
    }

    /** An id that came from outside, as an error may show it: as much as a good one can have, and plainly visible. */
    public static String shown(String id) {
        return Excerpt.of(VisibleText.of(id), LONGEST);
    }

    private static boolean isUnfit(int character) {
        return Character.isISOControl(character) || Character.isSurrogate((char) character);
    }
}
