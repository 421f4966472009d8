package ai.kern.testkit;

import java.util.ArrayList;
import java.util.List;

/** Cuts texts as a streaming model writes them, in pieces of a few characters, never inside one. */
final class TextPieces {
    private static final int LENGTH = 6;

    private TextPieces() {}

    /** The pieces, in order; none of an empty text. */
    static List<String> of(String text) {
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        while (begin < text.length()) {
            int end = Math.min(text.length(), begin + LENGTH);
            if (end < text.length() && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end))) {
                end++;
            }
            pieces.add(text.substring(begin, end));
            begin = end;
        }
        return pieces;
    }

    /** The pieces of several texts, in turn: the first of each, the second of each, and so on. */
    static List<Piece> inTurn(List<String> texts) {
        List<List<String>> all = texts.stream().map(TextPieces::of).toList();
        List<Piece> pieces = new ArrayList<>();
        int longest = all.stream().mapToInt(List::size).max().orElse(0);
        for (int round = 0; round < longest; round++) {
            for (int index = 0; index < all.size(); index++) {
                if (round < all.get(index).size()) {
                    pieces.add(new Piece(index, all.get(index).get(round)));
                }
            }
        }
        return pieces;
    }

    /**
     * A piece of one of several texts.
     *
     * @param index of the text
     */
    record Piece(int index, String text) {}
}
