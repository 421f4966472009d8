package ai.kern.internal;

/** Texts of models and users as people are shown them: nothing in them is obeyed by a terminal, hides, or turns its surroundings. */
public final class VisibleText {
    private VisibleText() {}

    /** A text with every character that is not plainly visible as an escape, a line break as a blank. */
    public static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character == '\n') {
                visible.append(' ');
            } else if (isHidden(character)) {
                visible.append(String.format("\\u%04x", character));
            } else {
                visible.appendCodePoint(character);
            }
        });
        return visible.toString();
    }

    private static boolean isHidden(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> isDrawnAsNothing(character);
        };
    }

    /** Letters and marks that Unicode lets a font leave out: fillers, joiners and variation selectors. */
    private static boolean isDrawnAsNothing(int character) {
        return character == 0x034f
                || character == 0x115f
                || character == 0x1160
                || character == 0x17b4
                || character == 0x17b5
                || (character >= 0x180b && character <= 0x180f)
                || character == 0x3164
                || (character >= 0xfe00 && character <= 0xfe0f)
                || character == 0xffa0
                || (character >= 0xe0100 && character <= 0xe01ef);
    }
}
