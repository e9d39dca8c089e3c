package io.lacuna.internal.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.SlowMean;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyMemoryTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("temp"),
            Feature.categorical("state", List.of("on", "off")),
            Feature.continuous("co2"),
            Feature.continuous("never")));

    private final SplittableRandom random = new SplittableRandom(3);

    /** A memory after some records, cells missing now and then. */
    private KeyMemory memory(int records) {
        KeyMemory memory = new KeyMemory(FEATURES);
        long time = -5_000_000_000L;
        for (int i = 0; i < records; i++) {
            time += 1 + random.nextInt(100_000);
            memory.begin(time, 7L + i, 42, SlowMean.bucket(time, 3_600));
            for (int j = 0; j < 3; j++) {
                if (random.nextBoolean()) {
                    boolean number = FEATURES.get(j).isContinuous();
                    memory.take(
                            j,
                            number ? random.nextGaussian() : 1,
                            number ? (float) (3 * random.nextGaussian()) : Float.NaN);
                }
            }
        }
        return memory;
    }

    private static void assertSame(KeyMemory one, KeyMemory other) {
        assertThat(other.isEmpty()).isEqualTo(one.isEmpty());
        assertThat(other.time()).isEqualTo(one.time());
        assertThat(other.offset()).isEqualTo(one.offset());
        assertThat(other.modelId()).isEqualTo(one.modelId());
        for (int j = 0; j < FEATURES.size(); j++) {
            assertThat(other.value(j)).isEqualTo(Double.valueOf(one.value(j))); // Boxed: NaN equals NaN.
            assertThat(other.time(j)).isEqualTo(one.time(j));
            assertThat(other.offset(j)).isEqualTo(one.offset(j));
            assertThat(other.residual(j)).isEqualTo(Float.valueOf(one.residual(j)));
            assertThat(other.slow(j)).isEqualTo(Float.valueOf(one.slow(j)));
            assertThat(other.isOfNewest(j)).isEqualTo(one.isOfNewest(j));
        }
    }

    @Test
    void bytesReadBackAreTheSameMemory() {
        for (int records = 0; records < 200; records++) {
            KeyMemory memory = memory(records);
            byte[] bytes = memory.toBytes();
            KeyMemory read = memory(3); // What was in it before does not matter.
            assertThat(read.read(bytes)).isTrue();
            assertSame(memory, read);
            assertThat(read.toBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void aMemoryReadBackGoesOnAsIfItHadNeverBeenWritten() {
        KeyMemory memory = memory(40);
        KeyMemory read = new KeyMemory(FEATURES);
        read.read(memory.toBytes());
        long next = memory.time() + 10_000;
        for (KeyMemory each : List.of(memory, read)) {
            each.begin(next, 900, 42, SlowMean.bucket(next, 3_600));
            each.take(0, 1.5, 0.7f);
        }
        assertSame(memory, read);
        assertThat(read.toBytes()).isEqualTo(memory.toBytes());
    }

    @Test
    void bytesThatAreCutShortOrTooLongAreNotRead() {
        byte[] bytes = memory(30).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            KeyMemory read = memory(3);
            boolean whole = read.read(Arrays.copyOf(bytes, length));
            // What names the kind of bytes alone is an empty memory.
            assertThat(whole).isEqualTo(length == 5);
            assertThat(read.isEmpty()).isTrue();
        }
        assertThat(memory(3).read(Arrays.copyOf(bytes, bytes.length + 1))).isFalse();
    }

    @Test
    void randomDamageNeverThrows() {
        byte[] bytes = memory(30).toBytes();
        KeyMemory read = new KeyMemory(FEATURES);
        for (int trial = 0; trial < 20_000; trial++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            if (read.read(damaged)) {
                read.toBytes();
            } else {
                assertThat(read.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void bytesOfOtherFeaturesBeginAnew() {
        byte[] bytes = memory(10).toBytes();
        List<Features> others = List.of(
                new Features(List.of(FEATURES.get(0), FEATURES.get(1), FEATURES.get(2))),
                new Features(List.of(FEATURES.get(2), FEATURES.get(1), FEATURES.get(0), FEATURES.get(3))),
                new Features(List.of(
                        FEATURES.get(0),
                        Feature.categorical("state", List.of("off", "on")),
                        FEATURES.get(2),
                        FEATURES.get(3))));
        for (Features other : others) {
            assertThat(new KeyMemory(other).read(bytes)).isFalse();
        }
        assertThat(new KeyMemory(FEATURES).read(bytes)).isTrue();
    }

    @Test
    void aMemoryOfAFewFeaturesTakesAFewHundredBytes() {
        List<Feature> twelve = IntStream.range(0, 12)
                .mapToObj(j -> Feature.continuous("x" + j))
                .toList();
        KeyMemory memory = new KeyMemory(new Features(twelve));
        for (int i = 0; i < 500; i++) {
            memory.begin(i, i, 1, SlowMean.bucket(i, 1));
            for (int j = 0; j < 12; j++) {
                memory.take(j, random.nextGaussian(), (float) random.nextGaussian());
            }
        }
        assertThat(memory.toBytes().length).isLessThan(420);
    }

    /** The mean by its definition: from the records of the last buckets alone. */
    @Test
    void theSlowMeanIsOneOfTheRecordsInItsBucketsAlone() {
        double step = 10;
        double[] residuals = new double[400];
        long[] times = new long[400];
        KeyMemory memory = new KeyMemory(FEATURES);
        for (int i = 0; i < residuals.length; i++) {
            times[i] = (i == 0 ? -3_000 : times[i - 1]) + random.nextInt(40);
            residuals[i] = random.nextGaussian();
            memory.begin(times[i], i, 1, SlowMean.bucket(times[i], step));
            memory.take(0, 0, (float) residuals[i]);
            double sum = 0;
            double count = 2;
            for (int earlier = 0; earlier <= i; earlier++) {
                long age = Math.floorDiv(times[i], 120) - Math.floorDiv(times[earlier], 120);
                if (age < 5) {
                    double weight = Math.pow(0.6, age);
                    sum += weight * Math.rint(64 * (float) residuals[earlier]) / 64;
                    count += weight;
                }
            }
            assertThat((double) memory.slow(0)).isCloseTo(sum / count, within(1e-6));
        }
    }

    @Test
    void residualsOfAnotherModelAreForgottenAndValuesAreNot() {
        KeyMemory memory = memory(50);
        double temperature = memory.value(0);
        memory.begin(memory.time() + 1, 999, 43, SlowMean.bucket(memory.time() + 1, 3_600));
        assertThat(memory.value(0)).isEqualTo(temperature);
        assertThat(memory.residual(0)).isNaN();
        assertThat(memory.slow(0)).isZero();
        memory.take(2, 1, 1f);
        assertThat(memory.slow(2)).isEqualTo(1f / 3);
    }
}
