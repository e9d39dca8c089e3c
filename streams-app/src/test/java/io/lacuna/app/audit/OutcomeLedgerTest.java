package io.lacuna.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.audit.Finding.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A sound pipeline is clean; each way to break it is caught and named. */
class OutcomeLedgerTest {
    private static final int PARTITIONS = 3;
    private static final int RECORDS = 40;
    private static final int POISONED = 7;

    private record Outcome(String topic, int partition, long offset, long generation) {}

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

    /** Records of three partitions; one of each is poison; generation 2 takes over half way. */
    private static AuditReport audit(UnaryOperator<List<Outcome>> change) {
        List<Outcome> outcomes = new ArrayList<>();
        OutcomeLedger ledger = new OutcomeLedger();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (long offset = 0; offset < RECORDS; offset++) {
                ledger.input(partition, offset);
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
            switch (outcome.topic()) {
                case "imputed" -> ledger.imputed(partition, outcome.offset(), partition, outcome.generation());
                case "dead" -> ledger.deadLetter(partition, outcome.offset(), 0);
                default -> ledger.latent(partition, outcome.offset(), outcome.generation());
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
