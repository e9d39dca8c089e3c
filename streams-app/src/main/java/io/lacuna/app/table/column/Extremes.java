package io.lacuna.app.table.column;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The few smallest, or largest, distinct numbers of a column and their frequencies. Mutable, owned by one thread. */
final class Extremes {
    static final int ROOM = 8;

    private static final Pattern CODE = Pattern.compile("-?(9+|9*8|9+\\.9+|200|77|88|66)");
    private static final long FEWEST_CELLS = 2;
    private static final int MOST_CODES = 3;

    private final boolean largest;
    private final double[] value = new double[ROOM];
    private final long[] cells = new long[ROOM];
    private int size;

    Extremes(boolean largest) {
        this.largest = largest;
    }

    void see(double number) {
        double key = largest ? -number : number;
        if (size == ROOM && key > value[ROOM - 1]) {
            return;
        }
        int at = 0;
        while (at < size && value[at] < key) {
            at++;
        }
        if (at < size && value[at] == key) {
            cells[at]++;
            return;
        }
        if (at == ROOM) {
            return;
        }
        int moved = Math.min(size, ROOM - 1) - at;
        System.arraycopy(value, at, value, at + 1, moved);
        System.arraycopy(cells, at, cells, at + 1, moved);
        value[at] = key;
        cells[at] = 1;
        size = Math.min(ROOM, size + 1);
    }

    /** Number of values known. */
    int size() {
        return size;
    }

    /** The i-th value from the end. */
    double value(int i) {
        return largest ? 0.0 - value[i] : value[i];
    }

    /** Number of cells with the i-th value from the end. */
    long cells(int i) {
        return cells[i];
    }

    /**
     * Numbers that look like codes of a missing value: nines, -200 and the like at an end of the column, several times, and as far
     * from the other numbers as those are from one another. As text without a decimal comma; empty where there are none.
     */
    static List<String> codes(Extremes lowest, Extremes highest) {
        List<String> codes = new ArrayList<>();
        int below = codes(lowest, highest, 0, codes);
        codes(highest, lowest, below, codes);
        return codes;
    }

    /**
     * @param skipped numbers at the other end that are codes themselves
     * @return how many numbers at the end are codes
     */
    private static int codes(Extremes end, Extremes other, int skipped, List<String> into) {
        for (int many = Math.min(MOST_CODES, end.size() - 2); many > 0; many--) {
            double range = Math.abs(end.value(many) - other.value(Math.min(skipped, other.size() - 1)));
            boolean far = Math.abs(end.value(many - 1) - end.value(many)) >= range && range > 0;
            if (far && areCodes(end, many)) {
                for (int i = 0; i < many; i++) {
                    into.add(text(end.value(i)));
                }
                return many;
            }
        }
        return 0;
    }

    private static boolean areCodes(Extremes end, int many) {
        for (int i = 0; i < many; i++) {
            if (end.cells(i) < FEWEST_CELLS || !CODE.matcher(text(end.value(i))).matches()) {
                return false;
            }
        }
        return true;
    }

    private static String text(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }
}
