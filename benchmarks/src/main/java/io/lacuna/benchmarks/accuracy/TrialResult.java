package io.lacuna.benchmarks.accuracy;

/**
 * What one run of a trial gave, over the hidden cells of its test rows.
 *
 * @param rmse in standard deviations of the training rows before hiding
 * @param mae same unit
 * @param coverage share of hidden numbers within the 90% interval
 * @param streamedCoverage the same where live scores correct the intervals, rows in order
 * @param width mean width of it, in standard deviations
 * @param errorRate share of hidden categories got wrong; NaN where there are none
 * @param empty cells left without a finite value or a label
 * @param fitSeconds wall clock
 * @param microseconds mean time to fill a record, without intervals
 */
record TrialResult(
        double rmse,
        double mae,
        double coverage,
        double streamedCoverage,
        double width,
        double errorRate,
        long empty,
        double fitSeconds,
        double microseconds) {}
