package ai.kern.specs.faults;

/** Which cells of the matrix are played: all, or those of {@code -Dcells=a..b} or {@code -Dcells=a}. */
record CellRange(int first, int last) {
    static final String PROPERTY = "cells";

    static CellRange chosen() {
        String chosen = System.getProperty(PROPERTY, "");
        if (chosen.isBlank()) {
            return new CellRange(1, Integer.MAX_VALUE);
        }
        String[] ends = chosen.split("\\.\\.", 2);
        int first = Integer.parseInt(ends[0].strip());
        return new CellRange(first, ends.length == 1 ? first : Integer.parseInt(ends[1].strip()));
    }

    boolean isAll() {
        return first == 1 && last == Integer.MAX_VALUE;
    }

    boolean has(FaultCell cell) {
        return cell.number() >= first && cell.number() <= last;
    }
}
