package io.lacuna.benchmarks.accuracy;

/**
 * The result of one run of a trial, over the hidden cells of its test rows. Immutable by convention: nobody
 * writes to its array.
 *
 * @param rmse in standard deviations of the training rows before hiding
 * @param mae in the same unit
 * @param coverage share of hidden numbers inside the 90% interval
 * @param smoothCoverage the same of columns without repeated values: intervals of others end at their values and hold more than
 *     they promise; NaN if there are none
 * @param streamedCoverage the coverage if live scores correct the intervals, with rows in order
 * @param width mean width of the interval, in standard deviations
 * @param winkler mean interval score of Winkler, in standard deviations: the width, and 20 times the distance of a value outside;
 *     smaller is better
 * @param errorRate share of hidden categories filled wrongly; NaN if there are none
 * @param rmseByFeature root mean squared error of each number, in the same unit as {@code rmse}; NaN where none is hidden
 * @param empty number of cells left without a finite value or a label
 * @param fitSeconds duration of the fit
 * @param microseconds time to fill a record, without intervals: the least of several averages
 */
record TrialResult(
        double rmse,
        double mae,
        double coverage,
        double smoothCoverage,
        double streamedCoverage,
        double width,
        double winkler,
        double errorRate,
        double[] rmseByFeature,
        long empty,
        double fitSeconds,
        double microseconds) {}
