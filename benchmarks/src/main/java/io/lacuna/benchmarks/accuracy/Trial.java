package io.lacuna.benchmarks.accuracy;

/**
 * One table, hidden in one way.
 *
 * @param table name of the CSV without its ending
 * @param mechanism how cells are hidden
 * @param rate share of cells hidden
 * @param chronological whether the last fifth of the rows is the test set, and not a random fifth
 * @param bestPeer lowest mean RMSE over seeds 0 to 2 that another imputer reached on the same masks; NaN where none ran
 * @param bestPeerName which
 */
record Trial(
        String table, Mechanism mechanism, double rate, boolean chronological, double bestPeer, String bestPeerName) {

    /** How cells are hidden. */
    enum Mechanism {
        /** Completely at random. */
        MCAR,
        /** The first 30% of the columns drive the others' missingness through a logistic, and are never hidden. */
        MAR,
        /** A circular run of neighbouring columns a row. */
        BLOCKCOLS,
        /** Gaps of mean length 24 rows down each column: a two-state Markov chain. */
        BLOCKTIME
    }

    String name() {
        return "%s %s %.0f%%%s"
                .formatted(table, mechanism.name().toLowerCase(), 100 * rate, chronological ? " chrono" : "");
    }
}
