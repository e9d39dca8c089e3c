package io.lacuna.app.audit;

/**
 * Size of an audit, and the counts that it needs to be valid.
 *
 * @param recompute approximate number of records that are filled again and compared; a uniform sample
 * @param minRecords smallest number of input records
 * @param minGenerations smallest number of generations that filled a record
 * @param minDeadLetters smallest number of dead letters
 * @param minAborted smallest number of latent codes in aborted transactions; a fault test without any aborts no
 *     transaction
 */
public record AuditSettings(long recompute, long minRecords, int minGenerations, long minDeadLetters, long minAborted) {
    /** Two thousand recomputed records, at least one input record. */
    public static final AuditSettings DEFAULT = new AuditSettings(2_000, 1, 0, 0, 0);

    /** Adds a finding for each count that is too small. */
    void guard(AuditReport report, OutcomeLedger ledger) {
        atLeast(minRecords, report.input(), "input records", ledger);
        atLeast(minGenerations, report.byGeneration().size(), "generations that filled a record", ledger);
        atLeast(minDeadLetters, report.deadLetters(), "dead letters", ledger);
        atLeast(minAborted, report.aborted(), "latent codes in aborted transactions", ledger);
        long due = recompute > 0 && report.imputed() > 0 && report.total(AuditFinding.Kind.DIFFERENT) == 0 ? 1 : 0;
        atLeast(due, report.recomputed(), "records filled again", ledger);
    }

    private static void atLeast(long fewest, long seen, String what, OutcomeLedger ledger) {
        if (seen < fewest) {
            ledger.find(AuditFinding.of(
                    AuditFinding.Kind.VACUOUS, seen + " " + what + ", but at least " + fewest + " are required"));
        }
    }
}
