package io.lacuna.internal.inference.neural.qavi;

/**
 * The rule by which an optimization with a fixed number of steps counts as converged: its bound has not grown from the third
 * quarter of the steps to the last by more than the tolerance. Mutable; for one search.
 */
final class LastQuarters {
    private final int steps;
    private double third;
    private double last;

    LastQuarters(int steps) {
        this.steps = steps;
    }

    void begin() {
        third = 0;
        last = 0;
    }

    /** The bound at a step, counted from 0. */
    void add(int step, double bound) {
        last += step >= steps - steps / 4 ? bound : 0;
        third += step < steps - steps / 4 && step >= steps - 2 * (steps / 4) ? bound : 0;
    }

    boolean converged(double tolerance) {
        return last - third <= tolerance * Math.max(1, Math.abs(last));
    }
}
