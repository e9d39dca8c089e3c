package io.lacuna.app.table.column;

/** The few smallest, or largest, distinct numbers of a column and their frequencies. Mutable, owned by one thread. */
final class Extremes {
    static final int ROOM = 8;

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
}
