package ai.kern.specs.faults;

import java.util.function.Predicate;

/**
 * Which cells of the matrix are played: those of {@code -Dcells=a..b} or {@code -Dcells=a}, all by {@code -Dcells=all}. Without
 * that, durable stores have one stop at each place, and memory has all kinds of faults.
 *
 * @param isAll whether every place of every scenario has its fault
 */
record CellRange(boolean isAll, Predicate<FaultCell> cells) {
    private static final String PROPERTY = "cells";

    static CellRange chosen() {
        String chosen = System.getProperty(PROPERTY, "").strip();
        if (chosen.isEmpty()) {
            return new CellRange(
                    true,
                    cell -> cell.kind() == FaultCell.Kind.STOP || !cell.store().isDurable());
        }
        if (chosen.equals("all")) {
            return new CellRange(true, cell -> true);
        }
        String[] ends = chosen.split("\\.\\.", 2);
        int first = Integer.parseInt(ends[0].strip());
        int last = ends.length == 1 ? first : Integer.parseInt(ends[1].strip());
        return new CellRange(false, cell -> cell.number() >= first && cell.number() <= last);
    }

    boolean has(FaultCell cell) {
        return cells.test(cell);
    }
}
