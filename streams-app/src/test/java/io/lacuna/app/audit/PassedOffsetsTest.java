package io.lacuna.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.audit.AuditFinding.Kind;
import io.lacuna.app.audit.PassedOffsets.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PassedOffsetsTest {
    @Test
    void whatHasNoOutcomeIsFoundWhateverTheOrder() {
        List<Long> offsets = new ArrayList<>(LongStream.range(100, 1_000)
                .filter(offset -> offset % 50 != 0 && (offset < 310 || offset >= 390))
                .boxed()
                .toList());
        Collections.shuffle(offsets, new Random(3));
        PassedOffsets passed = new PassedOffsets();
        offsets.forEach(passed::add);
        offsets.forEach(passed::add);
        assertThat(passed.gaps(0, 1_000))
                .contains(new Range(150, 151), new Range(310, 390))
                .hasSize(17)
                .allSatisfy(gap -> assertThat(gap.offsets()).isIn(1L, 80L));
        assertThat(passed.gaps(0, 1_010)).contains(new Range(1_000, 1_010));
        assertThat(passed.gaps(420, 1_000)).doesNotContain(new Range(310, 390));
    }

    @Test
    void withoutAnyOutcomeNothingIsMissed() {
        assertThat(new PassedOffsets().gaps(0, 1_000)).isEmpty();
    }

    @Test
    void aRangeThatWasGoneBeforeItWasFilledIsAFinding() {
        AuditReport report = ledger(false).report();
        assertThat(report.total(Kind.GONE)).isEqualTo(1);
        assertThat(report.findings())
                .anySatisfy(
                        finding -> assertThat(finding.toString()).contains("gone in-0@1000: 1500 offsets up to 2499"));
    }

    @Test
    void inACompactedInputOffsetsWithoutRecordsAreNone() {
        AuditReport report = ledger(true).report();
        assertThat(report.total(Kind.GONE)).isZero();
        assertThat(report.withoutRecord()).isEqualTo(1_502);
    }

    @Test
    void markersOfTransactionsAreCountedAndNotMissed() {
        AuditReport report = ledger(false).report();
        assertThat(report.withoutRecord()).isEqualTo(2);
        assertThat(report.lines()).anySatisfy(line -> assertThat(line).contains("2 offsets without a record"));
    }

    /** The stream filled up to 1000, save two markers; 2500 is the first offset that is left. */
    private static OutcomeLedger ledger(boolean compacted) {
        OutcomeLedger ledger = new OutcomeLedger();
        ledger.begins(new TopicPartition("in", 0), 2_500, 0, compacted);
        for (long offset = 0; offset < 1_000; offset++) {
            if (offset != 300 && offset != 700) {
                ledger.passed(new Place("in", 0, offset));
            }
        }
        for (long offset = 2_500; offset < 2_600; offset++) {
            Place place = new Place("in", 0, offset);
            ledger.input(place);
            ledger.imputed(place, 0, 1, 0);
            ledger.latent(place, 0, 1, 0);
        }
        return ledger;
    }
}
