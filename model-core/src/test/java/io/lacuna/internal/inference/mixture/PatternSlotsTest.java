package io.lacuna.internal.inference.mixture;

import static io.lacuna.internal.inference.mixture.SixFeatures.D;
import static io.lacuna.internal.inference.mixture.SixFeatures.FEATURES;
import static io.lacuna.internal.inference.mixture.SixFeatures.kernel;
import static io.lacuna.internal.inference.mixture.SixFeatures.observation;
import static io.lacuna.internal.inference.mixture.SixFeatures.whole;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.relay.LowRankEnsemble;
import io.lacuna.internal.relay.LowRankRelays;
import io.lacuna.internal.relay.RankNormal;
import io.lacuna.internal.relay.RelayCalibration;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.RelayMixture;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Records share what follows from their pattern of missing cells; nothing is allocated once it is there. */
class PatternSlotsTest {
    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void givesTheSameAnswersForANewAndAKnownPattern() {
        RelayTables tables = new RelayTables(whole(random), FEATURES);
        RelayMixtureKernel warm = new RelayMixtureKernel(tables);
        // A cache of one or few slots: nearly every record must compute its factors.
        RelayMixtureKernel crowded = new RelayMixtureKernel(tables, 1);
        List<double[]> records = new ArrayList<>();
        for (int t = 0; t < 300; t++) {
            records.add(observation(random, 0.5));
        }
        records.forEach(warm::infer);
        for (double[] record : records) {
            warm.infer(record);
            crowded.infer(record);
            assertThat(bits(warm, record)).isEqualTo(bits(crowded, record));
            assertThat(bits(crowded, record)).isEqualTo(bits(fresh(tables, record), record));
        }
    }

    private static RelayMixtureKernel fresh(RelayTables tables, double[] record) {
        RelayMixtureKernel kernel = new RelayMixtureKernel(tables);
        kernel.infer(record);
        return kernel;
    }

    private static List<Double> bits(RelayMixtureKernel kernel, double[] record) {
        List<Double> answers = new ArrayList<>();
        answers.add(kernel.logLikelihood());
        for (int j = 0; j <= D; j++) {
            if (Double.isNaN(record[j])) {
                if (j == 2) {
                    answers.add(kernel.probability(j, 1));
                } else {
                    answers.add(kernel.mean(j));
                    answers.add(kernel.variance(j));
                    answers.add(kernel.cdf(j, 0.5));
                }
            }
        }
        return answers;
    }

    @Test
    void allocatesNothingForARecordOnceWarm() {
        RelayMixtureKernel kernel = kernel(whole(random));
        List<double[]> records = new ArrayList<>();
        for (int t = 0; t < 500; t++) {
            records.add(observation(random, 0.5));
        }
        float[] code = new float[kernel.latentSize()];
        float[] sd = new float[kernel.latentSize()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20 && least > 0; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int t = 0; t < records.size(); t++) {
                double[] record = records.get(t);
                kernel.infer(record);
                kernel.latent(code, sd, 0);
                for (int j = 0; j <= D; j++) {
                    if (j != 2 && Double.isNaN(record[j])) {
                        code[0] += (float) (kernel.mean(j) + kernel.variance(j) + kernel.cdf(j, 1));
                    }
                }
            }
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            least = Math.min(least, after - before);
        }
        // Measuring itself allocates a few bytes now and then; 500 records that allocate would cost kilobytes.
        assertThat(least).isLessThan(500);
    }

    @Test
    void aSlotTakesTheBytesThatTheCacheCountsItAs() {
        int d = 20;
        int relays = 300;
        float[][] covariances = new float[relays][d * (d + 1) / 2];
        for (float[] covariance : covariances) {
            for (int i = 0; i < d; i++) {
                covariance[RelayMixture.packed(i, i)] = 1;
            }
        }
        RelayMixture fit =
                new RelayMixture(0, new float[relays], new float[relays][d], covariances, new float[relays][0][]);
        RelayTables tables = new RelayTables(
                new RelayEnsemble(
                        units(d),
                        Collections.nCopies(d, RankNormal.fit(new double[] {-1, 0, 1})),
                        RelayCalibration.none(d, d),
                        List.of(fit)),
                numbers(d));
        GainSolver solver = new GainSolver(tables);
        KeptRelays kept = new KeptRelays(tables, new RelayFactors(tables, solver));
        kept.count = relays;
        Arrays.setAll(kept.relay, k -> k);
        float[][] whitened = new float[d][relays];
        float[][] column = new float[d][relays];
        kept.condition(new RelayFactors(tables, solver), whitened); // Makes room for all relays.
        long allocated = allocatedBy(() -> {
            RelayFactors slot = new RelayFactors(tables, solver);
            // From nothing observed to all: whatever a slot may hold, for all relays.
            for (int observed = 0; observed <= d; observed++) {
                slot.compute(new long[] {(1L << observed) - 1});
                kept.condition(slot, whitened);
                slot.coordinateVariances(0);
                if (observed > 0) {
                    slot.precisions().of(0, column);
                }
            }
            return slot;
        });
        assertThat(allocated)
                .isBetween((long) (0.9 * RelayFactors.bytes(tables)), (long) (1.1 * RelayFactors.bytes(tables)));
    }

    @Test
    void aLowRankSlotTakesTheBytesThatTheCacheCountsItAs() {
        int d = 8;
        int relays = 40;
        List<LowRankRelays> fits = new ArrayList<>();
        for (int q : new int[] {1, 6}) {
            float[][] noise = new float[relays][d];
            for (float[] each : noise) {
                Arrays.fill(each, 1);
            }
            fits.add(new LowRankRelays(
                    q,
                    new float[relays],
                    new float[relays][d],
                    new float[relays][d * q],
                    noise,
                    new float[relays][0][]));
        }
        LowRankTables tables = new LowRankTables(new LowRankEnsemble(units(d), fits), numbers(d));
        long allocated = allocatedBy(() -> {
            LowRankFactors slot = new LowRankFactors(tables);
            slot.compute(new long[] {0b1011});
            return slot;
        });
        assertThat(allocated)
                .isBetween((long) (0.8 * LowRankFactors.bytes(tables)), (long) (1.2 * LowRankFactors.bytes(tables)));
    }

    private static Standardizer units(int d) {
        double[] sd = new double[d];
        Arrays.fill(sd, 1);
        return new Standardizer(new double[d], sd);
    }

    private static Features numbers(int d) {
        return new Features(
                IntStream.range(0, d).mapToObj(j -> Feature.continuous("x" + j)).toList());
    }

    /** The least of several runs: the first of them loads classes. */
    private static long allocatedBy(Supplier<?> slot) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 5; run++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            assertThat(slot.get()).isNotNull();
            least = Math.min(
                    least,
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        return least;
    }
}
