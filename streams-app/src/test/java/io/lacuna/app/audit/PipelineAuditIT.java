package io.lacuna.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.sandbox.process.BrokerCluster;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The outputs of a correct pipeline have no findings on a real broker; each change to them is found and named. */
@ExtendWith(SharedBroker.class)
class PipelineAuditIT {
    private static final AuditSettings ALL = new AuditSettings(1_000, 1, 0, 0, 0);

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BrokerCluster broker;

    @BeforeEach
    void take(BrokerCluster shared) {
        broker = shared;
    }

    @Test
    void whatASoundPipelineWroteIsClean() throws Exception {
        AuditReport report = audit(outputs -> {});
        assertThat(report.findings()).isEmpty();
        assertThat(report.input()).isEqualTo(2 * WrittenPipeline.RECORDS);
        assertThat(report.deadLetters()).isEqualTo(2);
        assertThat(report.passedOn()).isEqualTo(2);
        assertThat(report.recomputed()).isEqualTo(report.imputed()).isEqualTo(2 * (WrittenPipeline.RECORDS - 2));
        assertThat(report.byGeneration()).containsOnlyKeys(1L, 2L);
    }

    @Test
    void aDroppedImputationIsLost() throws Exception {
        assertThat(totals(outputs -> outputs.remove(find(outputs, Written.IMPUTED, 12))))
                .isEqualTo(Map.of(Kind.LOST, 1L, Kind.UNPAIRED, 1L));
    }

    @Test
    void aDroppedDeadLetterIsLost() throws Exception {
        assertThat(totals(outputs -> outputs.remove(find(outputs, Written.DEAD, WrittenPipeline.POISON))))
                .isEqualTo(Map.of(Kind.LOST, 1L));
    }

    @Test
    void aDroppedTombstoneIsLost() throws Exception {
        assertThat(totals(outputs -> outputs.remove(find(outputs, Written.IMPUTED, WrittenPipeline.TOMBSTONE))))
                .isEqualTo(Map.of(Kind.LOST, 1L));
    }

    @Test
    void aCutTailIsLost() throws Exception {
        assertThat(totals(outputs -> outputs.removeIf(output -> output.offset() >= WrittenPipeline.RECORDS - 3)))
                .isEqualTo(Map.of(Kind.LOST, 6L));
    }

    @Test
    void aDoubledImputationIsDoubled() throws Exception {
        assertThat(totals(outputs -> outputs.add(find(outputs, Written.IMPUTED, WrittenPipeline.RECORDS - 1))))
                .isEqualTo(Map.of(Kind.DOUBLED, 1L));
    }

    @Test
    void swappedImputationsAreDisordered() throws Exception {
        assertThat(totals(outputs -> Collections.swap(
                        outputs,
                        outputs.indexOf(find(outputs, Written.IMPUTED, 12)),
                        outputs.indexOf(find(outputs, Written.IMPUTED, 13)))))
                .isEqualTo(Map.of(Kind.DISORDERED, 1L));
    }

    @Test
    void anotherGenerationThanTheOneOfItsTimeIsWrong() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            pipeline.outputs.replaceAll(
                    output -> output.partition() == 0 && output.offset() == 3 ? pipeline.filledBy(2, output) : output);
            assertThat(pipeline.audit(ALL).totals()).isEqualTo(Map.of(Kind.WRONG_GENERATION, 1L));
        }
    }

    @Test
    void aGenerationThatNeverWasIsWrongAndCannotBeRecomputed() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            pipeline.outputs.replaceAll(
                    output -> output.partition() == 0 && output.offset() == 3 ? pipeline.filledBy(9, output) : output);
            assertThat(pipeline.audit(ALL).totals()).isEqualTo(Map.of(Kind.WRONG_GENERATION, 1L, Kind.DIFFERENT, 1L));
        }
    }

    @Test
    void aChangedValueIsDifferent() throws Exception {
        assertThat(totals(outputs -> changeFilledValue(outputs, find(outputs, Written.IMPUTED, 14))))
                .isEqualTo(Map.of(Kind.DIFFERENT, 1L));
    }

    @Test
    void aLatentCodeOfAnotherGenerationIsUnpairedAndDifferent() throws Exception {
        assertThat(totals(outputs -> {
                    Written output = find(outputs, Written.LATENTS, 12);
                    byte[] value = Objects.requireNonNull(output.value()).clone();
                    value[value.length - 7] ^=
                            1; // The generation, before two empty arrays and a sparse code without numbers.
                    outputs.set(outputs.indexOf(output), output.withValue(value));
                }))
                .isEqualTo(Map.of(Kind.UNPAIRED, 1L, Kind.DIFFERENT, 1L));
    }

    @Test
    void bytesThatAreNoImputationAreForeign() throws Exception {
        assertThat(totals(outputs -> outputs.add(new Written(Written.IMPUTED, 0, 0, 0, new byte[] {1, 2, 3}))))
                .isEqualTo(Map.of(Kind.ORPHAN, 1L));
    }

    @Test
    void outcomesOfRecordsThatRetentionTookAreLeftOut() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            pipeline.forgetInputBefore(9);
            AuditReport report = pipeline.audit(ALL);
            assertThat(report.findings()).isEmpty();
            assertThat(report.imputed()).isEqualTo(2 * (WrittenPipeline.RECORDS - 9));
        }
    }

    @Test
    void anOpenTransactionHangs() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            pipeline.write();
            try (AutoCloseable open = pipeline.openTransaction(Written.IMPUTED)) {
                assertThat(pipeline.report(ALL).totals()).containsEntry(Kind.HANGING, 1L);
            }
        }
    }

    @Test
    void whatAFailureTookBackIsCountedAndNotHeldAgainstThePipeline() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            pipeline.write();
            pipeline.openTransaction(Written.LATENTS).close();
            AuditReport report = pipeline.report(new AuditSettings(1_000, 1, 0, 0, 1));
            assertThat(report.findings()).isEmpty();
            assertThat(report.aborted()).isEqualTo(1);
        }
    }

    @Test
    void outcomesThatTheGroupHasNotCommittedAreAhead() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            pipeline.commit(WrittenPipeline.RECORDS - 2);
            assertThat(pipeline.audit(ALL).totals()).isEqualTo(Map.of(Kind.AHEAD, 4L));
            pipeline.commit(WrittenPipeline.RECORDS);
            assertThat(pipeline.report(ALL).findings()).isEmpty();
        }
    }

    @Test
    void repeatsAtLeastOnceMustBeIdentical() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker, "at_least_once")) {
            Written once = find(pipeline.outputs, Written.IMPUTED, 14);
            pipeline.outputs.add(once);
            pipeline.write();
            AuditReport identical = pipeline.report(ALL);
            assertThat(identical.findings()).isEmpty();
            assertThat(identical.repeats()).isEqualTo(1);
            pipeline.outputs.clear();
            pipeline.outputs.add(once);
            changeFilledValue(pipeline.outputs, once);
            pipeline.write();
            assertThat(pipeline.report(ALL).totals()).containsEntry(Kind.DOUBLED, 1L);
        }
    }

    @Test
    void anAuditThatSawTooLittleIsVacuous() throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            AuditSettings more = new AuditSettings(1_000, 1_000, 3, 3, 1);
            assertThat(pipeline.audit(more).totals()).isEqualTo(Map.of(Kind.VACUOUS, 4L));
        }
    }

    private Map<Kind, Long> totals(Consumer<List<Written>> change) throws Exception {
        return audit(change).totals();
    }

    private AuditReport audit(Consumer<List<Written>> change) throws Exception {
        try (WrittenPipeline pipeline = new WrittenPipeline(broker)) {
            change.accept(pipeline.outputs);
            return pipeline.audit(ALL);
        }
    }

    /**
     * Last byte of field a, the record's first field: after the schema id come the index in the union and the double.
     */
    private static void changeFilledValue(List<Written> outputs, Written output) {
        byte[] value = Objects.requireNonNull(output.value()).clone();
        value[6] ^= 1;
        outputs.set(outputs.indexOf(output), output.withValue(value));
    }

    private static Written find(List<Written> outputs, String topic, long offset) {
        return outputs.stream()
                .filter(output -> output.topic().equals(topic) && output.offset() == offset)
                .findFirst()
                .orElseThrow();
    }
}
