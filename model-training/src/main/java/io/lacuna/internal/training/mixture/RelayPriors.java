package io.lacuna.internal.training.mixture;

/**
 * What a relay is drawn towards where few rows speak for it. Beyond Relay VI, whose relays are points without a prior.
 *
 * @param shrinkage how many rows the pooled within-relay covariance counts as, nu; what lets many relays stand on few rows
 * @param ridge added to every variance, in standard units
 * @param centre how many rows the columns' means count as, kappa
 * @param category how many cells a categorical feature's own shares count as
 * @param weight how many rows are added to each relay's weight
 */
record RelayPriors(double shrinkage, double ridge, double centre, double category, double weight) {
    /** What fits are made with. Flat optima, found on tables of 700 to 20,000 rows. */
    static final RelayPriors DEFAULT = new RelayPriors(10, 1e-3, 1, 5, 1);

    /** For one normal alone, which needs no shrinkage. */
    static final RelayPriors SINGLE = new RelayPriors(0, 1e-3, 1, 5, 1);

    /** Maximum likelihood: with it no round can make the rows less likely. */
    static final RelayPriors NONE = new RelayPriors(0, 0, 0, 0, 0);
}
