package io.lacuna.internal.training.mixture;

/**
 * What a relay's parameters are shrunk towards when few rows belong to it. Relay VI has no such prior: its relays are
 * points.
 *
 * @param shrinkage nu, the number of rows that the pooled within-relay covariance counts as; it allows many relays with
 *     few rows each
 * @param ridge added to every variance, in standard units squared
 * @param centre kappa, the number of rows that the column means count as
 * @param category number of cells that a categorical feature's own shares count as
 * @param weight number of rows added to each relay's weight
 */
record RelayPriors(double shrinkage, double ridge, double centre, double category, double weight) {
    /** The priors of all fits. The optima are flat; they were found on tables of 700 to 20,000 rows. */
    static final RelayPriors DEFAULT = new RelayPriors(10, 1e-3, 1, 5, 1);

    /** For a single normal, which needs no shrinkage. */
    static final RelayPriors SINGLE = new RelayPriors(0, 1e-3, 1, 5, 1);

    /** Maximum likelihood: no iteration can then lower the likelihood of the rows. */
    static final RelayPriors NONE = new RelayPriors(0, 0, 0, 0, 0);
}
