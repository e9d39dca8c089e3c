package io.lacuna.benchmarks.papers.images;

import java.util.SplittableRandom;

/** Numbers that are learned: a matrix, row by row, its gradient, and Adam's moments. Mutable; one fit owns it. */
final class Parameter {
    private static final double FIRST_DECAY = 0.9;
    private static final double SECOND_DECAY = 0.999;
    private static final double TINY = 1e-8;

    final int rows;
    final int columns;
    final double[] value;
    final double[] slope;
    private final double[] first;
    private final double[] second;
    private int steps;

    Parameter(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        value = new double[rows * columns];
        slope = new double[rows * columns];
        first = new double[rows * columns];
        second = new double[rows * columns];
    }

    /** Normal with this standard deviation. */
    static Parameter random(int rows, int columns, double sd, SplittableRandom random) {
        Parameter made = new Parameter(rows, columns);
        for (int i = 0; i < made.value.length; i++) {
            made.value[i] = sd * random.nextGaussian();
        }
        return made;
    }

    /** A step of Adam against the gradient, which is then zero again. */
    void step(double rate) {
        steps++;
        double firstScale = 1 / (1 - Math.pow(FIRST_DECAY, steps));
        double secondScale = 1 / (1 - Math.pow(SECOND_DECAY, steps));
        for (int i = 0; i < value.length; i++) {
            first[i] = FIRST_DECAY * first[i] + (1 - FIRST_DECAY) * slope[i];
            second[i] = SECOND_DECAY * second[i] + (1 - SECOND_DECAY) * slope[i] * slope[i];
            value[i] -= rate * first[i] * firstScale / (Math.sqrt(second[i] * secondScale) + TINY);
            slope[i] = 0;
        }
    }
}
