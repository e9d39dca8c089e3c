package io.lacuna.benchmarks.accuracy;

/**
 * One table, hidden in one way. Immutable.
 *
 * @param table name of the CSV without its extension
 * @param mechanism how cells are hidden
 * @param rate share of cells hidden
 * @param chronological whether the test set is the last fifth of the rows; otherwise it is a random fifth
 * @param bestPeer the lowest mean RMSE over seeds 0 to 2 of another imputer on the same masks; NaN if none was run
 * @param bestPeerName the name of that imputer
 */
record Trial(
        String table, Mechanism mechanism, double rate, boolean chronological, double bestPeer, String bestPeerName) {

    /** How cells are hidden. */
    enum Mechanism {
        /** Completely at random. */
        MCAR,
        /**
         * The first 30% of the columns determine the probability of the others to be missing, by a logistic function;
         * they are never hidden themselves.
         */
        MAR,
        /** A circular run of neighbouring columns in each row. */
        BLOCKCOLS,
        /** Gaps with a mean length of 24 rows in each column: a two-state Markov chain. */
        BLOCKTIME
    }

    String name() {
        return "%s %s %.0f%%%s"
                .formatted(table, mechanism.name().toLowerCase(), 100 * rate, chronological ? " chrono" : "");
    }
}
