package io.lacuna.app.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.lacuna.app.sizing.Workload.Patterns;
import io.lacuna.internal.context.LongMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static Workload load(double rate, long keys) {
        return new Workload(rate, keys);
    }

    @Test
    void theTablesInTheDocsAreTheOnesPrinted() throws Exception {
        assertThat(Files.readString(Path.of("..", "docs", "sizing.md")))
                .as("print them again: ./lacuna size --tables")
                .contains(Tables.markdown());
    }

    @Test
    void theMeasuredRecordsComeOutAgain() {
        assertThat(Preset.DEFAULT.micros(12, Patterns.FEW)).isCloseTo(20.4, offset(1e-9));
        assertThat(Preset.FAST.micros(12, Patterns.FEW)).isCloseTo(13.0, offset(1e-9));
        assertThat(Preset.VALUES.micros(12, Patterns.FEW)).isCloseTo(6.0, offset(1e-9));
        // record-path 12,57: means over its records, half of whose cells are missing.
        for (Preset preset : new Preset[] {Preset.DEFAULT, Preset.FAST}) {
            assertThat(preset.bytesImputed(12, 6)).isCloseTo(237, offset(1.0));
            assertThat(preset.bytesImputed(57, 28.5)).isCloseTo(980, offset(1.0));
        }
        assertThat(Preset.VALUES.bytesImputed(12, 6)).isCloseTo(155, offset(1.0));
        assertThat(Preset.VALUES.bytesImputed(57, 28.5)).isCloseTo(605, offset(1.0));
        assertThat(Measured.bytesIn(load(1, 0))).isCloseTo(65, offset(1e-9));
    }

    @Test
    void theStateOfAKeyIsThatOfItsMemoryAfterManyRecords() {
        for (int d : new int[] {12, 57}) {
            assertThat((double) LongMemory.bytes(d).length)
                    .as(d + " features")
                    .isCloseTo(Measured.stateBytes(load(1, 1).withFeatures(d)), withinPercentage(10));
        }
    }

    @Test
    void threadsHaveTimeLeftAndPartitionsSufficeForTwiceAsMany() {
        Sizing sizing = Sizing.of(load(100_000, 0));
        assertThat(sizing.cores()).isCloseTo(2.04, offset(1e-9));
        assertThat(sizing.threads()).isEqualTo(4); // 2.04 / 0.6
        assertThat(sizing.instances()).isEqualTo(1);
        assertThat(sizing.partitions()).isEqualTo(8);
        assertThat(sizing.threadShare()).isCloseTo(2.04 / 4, offset(1e-9));
        assertThat(Sizing.of(load(1, 0)).partitions())
                .as("a thread without a partition is idle")
                .isEqualTo(4);
    }

    @Test
    void whatGrowsWithTheRateGrowsAndTheFirstLimitIsReachedAtTheRateThatIsTold() {
        Sizing small = Sizing.of(load(100_000, 1_000_000));
        Sizing large = Sizing.of(load(10_000_000, 1_000_000));
        assertThat(large.cores()).isCloseTo(100 * small.cores(), offset(1e-6));
        assertThat(large.megabytes()).isCloseTo(100 * small.megabytes(), offset(1e-6));
        for (Sizing sizing : new Sizing[] {small, large}) {
            double more = sizing.mostRate() / sizing.workload().rate();
            assertThat(Math.max(sizing.threadShare(), sizing.brokerShare()) * more)
                    .isCloseTo(1, offset(1e-9));
            assertThat(sizing.threadShare()).isLessThanOrEqualTo(0.6);
            assertThat(sizing.brokerShare()).isLessThanOrEqualTo(0.6);
        }
    }

    @Test
    void manyKeysGoToDiskAndTakeLongerToRestore() {
        Sizing few = Sizing.of(load(100_000, 10_000));
        Sizing many = Sizing.of(load(100_000, 100_000_000));
        assertThat(few.store()).isEqualTo("memory");
        assertThat(many.store()).isEqualTo("rocksdb");
        assertThat(many.stateBytes()).isCloseTo(10_000 * few.stateBytes(), offset(1.0));
        assertThat(many.restoreSeconds()).isCloseTo(10_000 * few.restoreSeconds(), offset(1e-6));
        assertThat(Sizing.of(load(100_000, 0)).store()).isEqualTo("none");
        assertThat(few.micros()).isGreaterThan(Sizing.of(load(100_000, 0)).micros());
    }

    @Test
    void oneInstanceHasNobodyThatTakesOver() {
        assertThat(Sizing.of(load(1_000, 0)).deathSeconds()).isInfinite();
        assertThat(Sizing.of(load(1_000_000, 0)).deathSeconds()).isBetween(12.0, 60.0);
    }

    @Test
    void anArchiveIsFilledInTimeWhileLiveRecordsArrive() {
        Sizing sizing = Sizing.of(load(100_000, 0));
        Sizing.Backfill year = sizing.backfill(365, 168);
        double records = 100_000.0 * 86_400 * 365;
        assertThat((year.rate() - 100_000) * 168 * 3_600).isCloseTo(records, offset(1e3));
        assertThat(year.partitions()).isEqualTo((int) Math.ceil(year.rate() * 20.4 / 1e6));
        assertThat(year.instances() * 4).isBetween(year.partitions(), year.partitions() + 3);
        assertThat(year.brokers() * 40e6)
                .isGreaterThanOrEqualTo(year.rate() * (sizing.bytesIn() + sizing.bytesOut()) * 3);
        assertThat(sizing.backfill(1e-6, 1e6).partitions())
                .as("not fewer than the live stream has")
                .isEqualTo(sizing.partitions());
    }

    @Test
    void moreFeaturesTakeMoreTimeAndBytesAndManyPatternsMoreTimeThanFew() {
        for (Preset preset : Preset.values()) {
            double before = 0;
            for (int d : new int[] {6, 12, 30, 57, 100, 300}) {
                double few = preset.micros(d, Patterns.FEW);
                assertThat(few).as(preset + " " + d).isGreaterThan(before);
                assertThat(preset.micros(d, Patterns.MANY)).as(preset + " " + d).isGreaterThan(few);
                before = few;
            }
        }
    }

    @Test
    void aValueOutOfRangeIsNamed() {
        assertThatThrownBy(() -> load(0, 0)).hasMessageContaining("rate");
        assertThatThrownBy(() -> load(1, -1)).hasMessageContaining("keys");
        assertThatThrownBy(() -> load(1, 0).withFeatures(0)).hasMessageContaining("features");
    }
}
