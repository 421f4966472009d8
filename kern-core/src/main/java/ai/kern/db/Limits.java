package ai.kern.db;

import java.util.Objects;

/** How large the things are that kern stores, and of which text they are made: the same on every database. */
public final class Limits {
    /** The largest document, in bytes of UTF-8. */
    public static final int DOCUMENT_BYTES = 5 * 1024 * 1024;

    /** The largest result of a tool, in bytes of UTF-8. */
    public static final int TOOL_RESULT_BYTES = 1024 * 1024;

    /** The largest note, result, error or values (as JSON) of an answer to a requirement, in bytes of UTF-8. */
    public static final int ANSWER_BYTES = 1024 * 1024;

    /** The longest id, name of a person or thing, or key of a session's state, in bytes of UTF-8. */
    public static final int NAME_BYTES = 1_000;

    private static final int MOST_BYTES_OF_A_CHARACTER = 3;

    private Limits() {}

    /**
     * Refuses a document that is too large, or that not every database keeps as it is.
     *
     * @param what names it in the error
     * @throws LimitExceededException if it has more than {@link #DOCUMENT_BYTES}
     * @throws IllegalArgumentException if it has the character 0 or half a surrogate pair; JSON can hold both as escapes
     */
    public static void checkDocument(String document, String what) {
        Objects.requireNonNull(document, what);
        if (exceeds(document, DOCUMENT_BYTES)) {
            throw new LimitExceededException(what + " has " + bytes(document) + " bytes; the most that is stored is "
                    + DOCUMENT_BYTES + ". Keep large things elsewhere and store a reference to them");
        }
        checkText(document, what);
    }

    /**
     * Refuses a text of an answer that is too large; it may have any characters, since it is stored as a part of a document.
     *
     * @param what names it in the error
     * @throws LimitExceededException if it has more than {@link #ANSWER_BYTES}
     */
    public static void checkAnswer(String text, String what) {
        Objects.requireNonNull(text, what);
        if (exceeds(text, ANSWER_BYTES)) {
            throw new LimitExceededException(what + " has " + bytes(text) + " bytes; the most that an answer has is "
                    + ANSWER_BYTES + ". Give a part, a summary or a reference. Nothing was stored");
        }
    }

    /**
     * Refuses an id, a name or a key that is too long, or that not every database keeps as it is.
     *
     * @param what says what it names, in the error
     * @throws LimitExceededException if it has more than {@link #NAME_BYTES}
     * @throws IllegalArgumentException if it is empty or has the character 0 or half a surrogate pair
     */
    public static void checkName(String name, String what) {
        Objects.requireNonNull(name, what);
        if (name.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        if (exceeds(name, NAME_BYTES)) {
            throw new LimitExceededException(what + " has " + bytes(name) + " bytes; the most that is stored is "
                    + NAME_BYTES + ". Use a shorter one");
        }
        checkText(name, what);
    }

    /** Whether something that is stored could have this id, name or key: {@link #checkName} would take it. */
    public static boolean isName(String text) {
        return !text.isEmpty() && !exceeds(text, NAME_BYTES) && unfitPlace(text) < 0;
    }

    private static void checkText(String text, String what) {
        int place = unfitPlace(text);
        if (place >= 0) {
            throw new IllegalArgumentException(
                    what + " has the character " + String.format("U+%04X", (int) text.charAt(place)) + " at place "
                            + place + ", which not every database keeps. In JSON, write it as an escape");
        }
    }

    /** Where the first character is that not every database keeps; -1 if there is none. */
    private static int unfitPlace(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a text has more bytes of UTF-8 than a limit. */
    public static boolean exceeds(String text, int limit) {
        return (long) text.length() * MOST_BYTES_OF_A_CHARACTER > limit && bytes(text) > limit;
    }

    /** The length of a text in bytes of UTF-8. */
    public static long bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes += 1;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += MOST_BYTES_OF_A_CHARACTER;
            }
        }
        return bytes;
    }
}
