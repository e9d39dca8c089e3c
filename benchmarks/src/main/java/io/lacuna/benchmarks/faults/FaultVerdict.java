package io.lacuna.benchmarks.faults;

import io.lacuna.app.audit.AuditFinding;
import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.progress.CountedOutcomes;
import io.lacuna.benchmarks.history.HistoryProbe;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the topics of a quiet pipeline say of a run: the audit, the input against the acknowledged records, the history, the
 * reports of deleted records against what was deleted, and whether fills used the past of their key.
 */
final class FaultVerdict {
    private static final int RECOMPUTED = 5_000;
    private static final int LEAST_RECORDS = 1_000;

    private final FaultRig rig;
    private final Feeder feeder;
    private final Consumer<String> out;

    /**
     * @param out receives the report
     */
    FaultVerdict(FaultRig rig, Feeder feeder, Consumer<String> out) {
        this.rig = rig;
        this.feeder = feeder;
        this.out = out;
    }

    /**
     * Whether nothing was found.
     *
     * @param counted what the streams counted, by their addresses
     */
    boolean isSound(HistoryProbe probe, Map<String, List<CountedOutcomes>> counted) throws Exception {
        BitSet skipped = SkipReports.ofStream(rig.config, rig.registry);
        Map<Integer, BitSet> byPartition = Map.of(Deletions.PARTITION, skipped);
        Map<Integer, Long> begins = rig.firstOffsets();
        AuditSettings settings = new AuditSettings(RECOMPUTED, LEAST_RECORDS, 1, 0, 1);
        AuditReport report = new PipelineAudit(rig.config, rig.registry, settings).run(counted);
        report.lines().forEach(out);
        HistoryProbe.Verdict history =
                probe.check(rig.admin, rig.registry, feeder.acknowledged().byPartition(), byPartition, rig::log, out);
        boolean onlyGone = report.totals().keySet().stream().allMatch(AuditFinding.Kind.GONE::equals);
        return Stream.of(
                        complaint(!onlyGone, "the audit found errors in the pipeline"),
                        feeder.missing(begins),
                        deleted(skipped, SkipReports.ofAudit(report)),
                        poison(report, feeder.poison(begins)),
                        complaint(!history.sound(), "the history has anomalies"),
                        complaint(report.counted() == 0, "no outcome that a stream counted was compared"),
                        complaint(history.pastCells() == 0, "no cell was filled with the past of its key"))
                .filter(wrong -> !wrong.isEmpty())
                .peek(out)
                .toList()
                .isEmpty();
    }

    private static String complaint(boolean wrong, String words) {
        return wrong ? words : "";
    }

    private String deleted(BitSet ofStream, BitSet ofAudit) {
        out.accept(rig.deletions.certain() + " offsets deleted while nobody could read them; the stream reported "
                + ofStream.cardinality() + " skipped offsets, the audit " + ofAudit.cardinality());
        if (!SkipReports.agree(ofStream, ofAudit)) {
            return "stream and audit name different offsets: " + ofStream + ", " + ofAudit;
        }
        return rig.deletions.difference("the stream", ofStream);
    }

    /**
     * The audit counts dead letters of records that are still in the input; the dead letters of deleted records are compared
     * by the history alone.
     */
    private String poison(AuditReport report, long sent) {
        return report.deadLetters() == sent
                ? ""
                : sent + " poison records are in the input, and " + report.deadLetters() + " of its records are dead"
                        + " letters";
    }
}
