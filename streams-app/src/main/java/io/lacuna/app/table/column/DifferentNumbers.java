package io.lacuna.app.table.column;

import java.util.Arrays;

/**
 * Counts the distinct numbers of a column while most are distinct; counting stops early, and takes no more memory,
 * where numbers repeat. Mutable, owned by one thread.
 */
final class DifferentNumbers {
    private static final int SETTLED_AFTER = 2048;
    private static final int MOST = 1 << 20;

    /** Open addressing; NaN marks a free slot. */
    private double[] table = new double[16];

    private int size;
    private long seen;
    private boolean counting = true;

    DifferentNumbers() {
        Arrays.fill(table, Double.NaN);
    }

    void see(double number) {
        seen++;
        if (!counting) {
            return;
        }
        if (insert(table, number == 0 ? 0.0 : number)) {
            size++;
            if (2 * size > table.length) {
                grow();
            }
        }
        if (size >= MOST || seen >= SETTLED_AFTER && 2L * size < seen) {
            counting = false;
            table = new double[0];
        }
    }

    private static boolean insert(double[] table, double number) {
        long bits = Double.doubleToLongBits(number);
        int at = (int) ((bits * 0x9E3779B97F4A7C15L) >>> 32) & table.length - 1;
        while (!Double.isNaN(table[at])) {
            if (table[at] == number) {
                return false;
            }
            at = at + 1 & table.length - 1;
        }
        table[at] = number;
        return true;
    }

    private void grow() {
        double[] larger = new double[2 * table.length];
        Arrays.fill(larger, Double.NaN);
        for (double number : table) {
            if (!Double.isNaN(number)) {
                insert(larger, number);
            }
        }
        table = larger;
    }

    /** Number of distinct values, as far as they were counted. */
    int count() {
        return size;
    }

    /** Share of distinct values among all; for a very long column, among its first numbers. */
    double share() {
        return seen == 0 ? 0 : size >= MOST ? 1 : (double) size / seen;
    }
}
