package io.lacuna.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.progress.CountedOutcomes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A correct pipeline has no findings; each kind of defect is found and named. */
class OutcomeLedgerTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 40;
    private static final int POISONED = 7;

    private record Outcome(String topic, int partition, long offset, long generation, long digest) {
        Outcome(String topic, int partition, long offset, long generation) {
            this(topic, partition, offset, generation, offset);
        }
    }

    @Test
    void aSoundPipelineIsClean() {
        AuditReport report = audit(UnaryOperator.identity());
        assertThat(report.findings()).isEmpty();
        assertThat(report.clean()).isTrue();
        assertThat(report.input()).isEqualTo(PARTITIONS * RECORDS);
        assertThat(report.deadLetters()).isEqualTo(PARTITIONS);
        assertThat(report.imputed()).isEqualTo(PARTITIONS * (RECORDS - 1));
        assertThat(report.byGeneration())
                .isEqualTo(Map.of(1L, PARTITIONS * (RECORDS / 2 - 1L), 2L, PARTITIONS * RECORDS / 2L));
    }

    @Test
    void aDroppedImputationIsALossAndAWidowedLatentCode() {
        AuditReport report = audit(changing(outcomes -> outcomes.remove(find(outcomes, "imputed", 1, 12))));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.LOST, 1L, Kind.UNPAIRED, 1L));
        assertThat(report.findings().get(0).toString()).contains("1@12");
    }

    @Test
    void aDroppedDeadLetterIsALoss() {
        AuditReport report = audit(changing(outcomes -> outcomes.remove(find(outcomes, "dead", 0, POISONED))));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.LOST, 1L));
    }

    @Test
    void aDroppedLatentCodeIsUnpaired() {
        AuditReport report = audit(changing(outcomes -> outcomes.remove(find(outcomes, "latent", 2, 3))));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.UNPAIRED, 1L));
    }

    @Test
    void theLastRecordsAreNotExempt() {
        AuditReport report = audit(changing(outcomes -> outcomes.removeIf(outcome -> outcome.offset() >= RECORDS - 5)));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.LOST, 5L * PARTITIONS));
    }

    @Test
    void aSecondImputationIsDoubled() {
        AuditReport report = audit(changing(outcomes -> {
            Outcome twice = find(outcomes, "imputed", 0, 9);
            outcomes.add(outcomes.indexOf(twice), twice);
        }));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void aSecondLatentCodeIsDoubled() {
        AuditReport report = audit(changing(outcomes -> outcomes.add(find(outcomes, "latent", 0, 9))));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void anImputedDeadLetterIsDoubled() {
        AuditReport report = audit(changing(outcomes -> outcomes.add(new Outcome("dead", 0, RECORDS - 1, 0))));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void swappedOutcomesAreDisordered() {
        AuditReport report = audit(changing(outcomes -> Collections.swap(
                outcomes,
                outcomes.indexOf(find(outcomes, "imputed", 0, 20)),
                outcomes.indexOf(find(outcomes, "imputed", 0, 21)))));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.DISORDERED, 1L));
    }

    @Test
    void anOutcomeOfNoInputIsAnOrphan() {
        AuditReport report = audit(changing(outcomes -> {
            outcomes.add(new Outcome("imputed", 0, RECORDS + 3, 2));
            outcomes.add(new Outcome("latent", 0, RECORDS + 3, 2));
        }));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.ORPHAN, 1L));
    }

    @Test
    void anotherGenerationInTheLatentCodeIsCaught() {
        AuditReport report = audit(changing(outcomes -> {
            Outcome code = find(outcomes, "latent", 1, 4);
            outcomes.set(outcomes.indexOf(code), new Outcome("latent", 1, 4, 2));
        }));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.UNPAIRED, 1L));
    }

    @Test
    void aPipelineGoneWhollyWrongStillHasAShortReport() {
        AuditReport report = audit(changing(List::clear));
        assertThat(report.total(Kind.LOST)).isEqualTo(PARTITIONS * RECORDS);
        assertThat(report.findings()).hasSizeLessThan(20);
    }

    @Test
    void swappedLatentCodesAreDisordered() {
        AuditReport report = audit(changing(outcomes -> Collections.swap(
                outcomes,
                outcomes.indexOf(find(outcomes, "latent", 2, 30)),
                outcomes.indexOf(find(outcomes, "latent", 2, 31)))));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.DISORDERED, 1L));
    }

    @Test
    void whatAnInstanceCountedIsHeldAgainstTheTopics() {
        OutcomeLedger right = new OutcomeLedger();
        right.counted(new CountedOutcomes("in", 1, 2, 30, 27, 0, 1), "one");
        AuditReport report = audit(right, UnaryOperator.identity());
        assertThat(report.findings()).isEmpty();
        assertThat(report.counted()).isEqualTo(28);
        for (CountedOutcomes wrong : List.of(
                new CountedOutcomes("in", 1, 2, 30, 28, 0, 1),
                new CountedOutcomes("in", 1, 2, 30, 27, 1, 1),
                new CountedOutcomes("in", 1, 2, 30, 28, 0, 0),
                new CountedOutcomes("in", 1, 2, 31, 27, 0, 1))) {
            OutcomeLedger ledger = new OutcomeLedger();
            ledger.counted(wrong, "host:8088");
            AuditReport found = audit(ledger, UnaryOperator.identity());
            assertThat(found.totals()).as(wrong.toString()).isEqualTo(Map.of(Kind.MISCOUNTED, 1L));
            assertThat(found.findings().get(0).toString())
                    .contains("in-1@2", "host:8088 counted", wrong.imputed() + " imputed");
        }
    }

    @Test
    void aRangeWhoseRecordsRetentionHasDeletedIsNotCompared() {
        OutcomeLedger ledger = new OutcomeLedger();
        ledger.begins(new TopicPartition("in", 1), 3, 3, false);
        ledger.counted(new CountedOutcomes("in", 1, 2, 30, 1, 0, 0), "one");
        assertThat(audit(ledger, UnaryOperator.identity()).total(Kind.MISCOUNTED))
                .isZero();
    }

    @Test
    void outcomesThatTheGroupHasNotCommittedAreAhead() {
        OutcomeLedger ledger = new OutcomeLedger();
        ledger.committed(new TopicPartition("in", 1), RECORDS - 4);
        assertThat(audit(ledger, UnaryOperator.identity()).totals()).isEqualTo(Map.of(Kind.AHEAD, 4L));
    }

    @Test
    void recordsTheStreamHasNotComeToAreLostAndItIsSaidWhy() {
        OutcomeLedger ledger = new OutcomeLedger();
        ledger.committed(new TopicPartition("in", 1), RECORDS - 4);
        AuditReport report = audit(
                ledger,
                changing(outcomes ->
                        outcomes.removeIf(outcome -> outcome.partition() == 1 && outcome.offset() >= RECORDS - 4)));
        assertThat(report.totals()).isEqualTo(Map.of(Kind.LOST, 4L));
        assertThat(report.findings().get(0).toString()).contains("has not reached it", "its offset is 36");
    }

    @Test
    void identicalRepeatsAreAllowedAtLeastOnceAndOnlyThere() {
        UnaryOperator<List<Outcome>> again = changing(outcomes -> outcomes.addAll(List.copyOf(outcomes.stream()
                .filter(outcome -> outcome.partition() == 0 && outcome.offset() >= POISONED && outcome.offset() < 20)
                .toList())));
        AuditReport report = audit(new OutcomeLedger(true), again);
        assertThat(report.findings()).isEmpty();
        assertThat(report.repeats()).isEqualTo(2 * 12 + 1);
        assertThat(audit(again).total(Kind.DOUBLED)).isEqualTo(2 * 12 + 1);
    }

    @Test
    void aRepeatThatDiffersIsDoubledAtLeastOnceToo() {
        for (String topic : List.of("imputed", "latent", "dead")) {
            long offset = topic.equals("dead") ? POISONED : 9;
            AuditReport report = audit(new OutcomeLedger(true), changing(outcomes -> {
                Outcome first = find(outcomes, topic, 1, offset);
                outcomes.add(new Outcome(topic, 1, offset, first.generation(), first.digest() + 1));
            }));
            assertThat(report.totals()).as(topic).isEqualTo(Map.of(Kind.DOUBLED, 1L));
        }
    }

    @Test
    void aRepeatByAnotherGenerationMayDifferAtLeastOnce() {
        AuditReport report = audit(new OutcomeLedger(true), changing(outcomes -> {
            outcomes.add(new Outcome("imputed", 1, 9, 2, 77));
            outcomes.add(new Outcome("latent", 1, 9, 2, 78));
        }));
        assertThat(report.findings()).isEmpty();
        assertThat(report.repeats()).isEqualTo(2);
    }

    @Test
    void lossesOrphansAndDisorderAreFoundAtLeastOnceToo() {
        AuditReport report = audit(new OutcomeLedger(true), changing(outcomes -> {
            outcomes.remove(find(outcomes, "imputed", 0, 3));
            outcomes.add(new Outcome("imputed", 2, RECORDS + 1, 2));
            outcomes.add(new Outcome("latent", 2, RECORDS + 1, 2));
            Collections.swap(
                    outcomes,
                    outcomes.indexOf(find(outcomes, "imputed", 1, 20)),
                    outcomes.indexOf(find(outcomes, "imputed", 1, 21)));
        }));
        assertThat(report.totals())
                .isEqualTo(Map.of(Kind.LOST, 1L, Kind.UNPAIRED, 1L, Kind.ORPHAN, 1L, Kind.DISORDERED, 1L));
    }

    /** Records of three partitions; one of each is poison; generation 2 takes over half way. */
    private static AuditReport audit(UnaryOperator<List<Outcome>> change) {
        return audit(new OutcomeLedger(), change);
    }

    private static AuditReport audit(OutcomeLedger ledger, UnaryOperator<List<Outcome>> change) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (long offset = 0; offset < RECORDS; offset++) {
                ledger.input(new Place("in", partition, offset));
                long generation = offset < RECORDS / 2 ? 1 : 2;
                if (offset == POISONED) {
                    outcomes.add(new Outcome("dead", partition, offset, 0));
                } else {
                    outcomes.add(new Outcome("imputed", partition, offset, generation));
                    outcomes.add(new Outcome("latent", partition, offset, generation));
                }
            }
        }
        for (Outcome outcome : change.apply(outcomes)) {
            int partition = outcome.partition();
            Place source = new Place("in", partition, outcome.offset());
            switch (outcome.topic()) {
                case "imputed" -> ledger.imputed(source, partition, outcome.generation(), outcome.digest());
                case "dead" -> ledger.deadLetter(source, 0, outcome.digest());
                default -> ledger.latent(source, partition, outcome.generation(), outcome.digest());
            }
        }
        return ledger.report();
    }

    private static UnaryOperator<List<Outcome>> changing(Consumer<List<Outcome>> change) {
        return outcomes -> {
            change.accept(outcomes);
            return outcomes;
        };
    }

    private static Outcome find(List<Outcome> outcomes, String topic, int partition, long offset) {
        return outcomes.stream()
                .filter(outcome ->
                        outcome.topic().equals(topic) && outcome.partition() == partition && outcome.offset() == offset)
                .findFirst()
                .orElseThrow();
    }
}
