package ai.kern.internal;

/** What is told of a text that may be longer than anybody reads. */
public final class Excerpt {
    /** How many characters are told of the message of an error; it fits every store. */
    public static final int OF_MESSAGE = 10_000;

    private Excerpt() {}

    /**
     * The text itself, or its beginning with the length of the whole; half a surrogate pair is left out.
     *
     * @param longest how many characters of it are told at most
     */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        boolean splitsPair =
                Character.isHighSurrogate(text.charAt(longest - 1)) && Character.isLowSurrogate(text.charAt(longest));
        return text.substring(0, splitsPair ? longest - 1 : longest) + "… (cut; " + text.length() + " characters)";
    }
}
