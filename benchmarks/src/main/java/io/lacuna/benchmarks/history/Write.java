package io.lacuna.benchmarks.history;

/**
 * A record in an output's log.
 *
 * @param offset its offset in the log
 * @param role what it is to its source
 * @param sourcePartition partition of the input record that it is the outcome of
 * @param sourceOffset offset of that record
 * @param generation the generation it names; 0 where it names none
 * @param pastCells number of its cells that were filled with the past of their key
 * @param digest of its value
 * @param transaction the transaction that wrote it
 * @param fate what became of the transaction in this log
 */
record Write(
        long offset,
        Role role,
        int sourcePartition,
        long sourceOffset,
        long generation,
        int pastCells,
        int digest,
        TransactionId transaction,
        Fate fate) {

    enum Role {
        IMPUTED,
        PASSED_ON,
        DEAD_LETTER,
        LATENT
    }

    enum Fate {
        COMMITTED,
        ABORTED,
        OPEN
    }

    /** A producer's epoch rises with each of its transactions, so both together name one. */
    record TransactionId(long producerId, short epoch) {}

    boolean isCommitted() {
        return fate == Fate.COMMITTED;
    }
}
