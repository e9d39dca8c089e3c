package io.lacuna.app.audit;

/**
 * How much an audit looks at, and how much it must have seen to mean anything.
 *
 * @param recompute how many records, about, are filled again and compared; drawn evenly over all
 * @param minRecords fewest input records
 * @param minGenerations fewest generations that filled a record
 * @param minDeadLetters fewest dead letters
 * @param minAborted fewest latent codes in transactions that were aborted; a run of faults without any hit none
 */
public record AuditSettings(long recompute, long minRecords, int minGenerations, long minDeadLetters, long minAborted) {
    /** Two thousand records recomputed; at least one record. */
    public static final AuditSettings DEFAULT = new AuditSettings(2_000, 1, 0, 0, 0);

    /** Tells what the audit saw too little of. */
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
            ledger.find(new AuditFinding(
                    AuditFinding.Kind.VACUOUS,
                    -1,
                    -1,
                    seen + " " + what + ", where at least " + fewest + " are asked for"));
        }
    }
}
