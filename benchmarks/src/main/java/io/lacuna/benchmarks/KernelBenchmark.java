package io.lacuna.benchmarks;

import com.sun.management.ThreadMXBean;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.internal.numerics.MatrixProducts;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cost of one record in the serving kernel, on one thread: microseconds (median and p99), steps and allocated
 * bytes. One row per method, number of features, share of missing cells, and known or new patterns of missing cells.
 * The reference of each row is the marginal fill of the same records in the same run. The arithmetic rate is {@link
 * UsefulOperations} divided by a record's mean time; its reference is one core's {@link SgemmPeak} in the same run.
 * Neural methods are measured twice: with the plain loops and, if this Java has it, with the vector API.
 */
final class KernelBenchmark implements Benchmark {
    private static final int ROWS = 4_000;
    private static final int RECORDS = 20_000;
    private static final int WARM_UP = 40_000;

    @Override
    public String description() {
        return "microseconds and bytes per record in the serving kernel: [d,d,...] [method[:option=value[+option=value...]],...]";
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        int[] widths = arguments.isEmpty()
                ? new int[] {12, 16, 57}
                : Arrays.stream(arguments.get(0).split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        String[] methods = arguments.size() < 2
                ? new String[] {"relay-mixture", "relay-mixture:preset=fast", "relay-mixture:preset=throughput"}
                : arguments.get(1).split(",");
        System.out.println("matrix products: " + MatrixProducts.describe());
        System.out.printf(
                "%4s %8s %-28s %-8s %10s %10s %8s %8s %12s %8s%n",
                "d", "missing", "method", "pattern", "median us", "p99 us", "steps", "bytes", "x marginal", "% sgemm");
        double peak = SgemmPeak.operationsPerSecond();
        boolean neural = false;
        for (int d : widths) {
            Table complete = SyntheticTable.complete(ROWS, d, 1);
            for (String method : methods) {
                ImputationModel model = fit(SyntheticTable.manyPatterns(complete, 0.3, 2), method);
                neural |= model.members().stream().anyMatch(NeuralMember.class::isInstance);
                for (double missing : new double[] {0.1, 0.5, 0.9}) {
                    Table few = SyntheticTable.fewPatterns(complete, missing, 8, 3);
                    Table many = SyntheticTable.manyPatterns(complete, missing, 3);
                    measure(model, method, "seen", missing, few, UsefulOperations.aRecord(model, few) / peak);
                    measure(model, method, "new", missing, many, UsefulOperations.aRecord(model, many) / peak);
                }
            }
        }
        if (neural && VectorApiRun.isPossible()) {
            VectorApiRun.run("kernel", arguments);
        }
    }

    private static ImputationModel fit(Table table, String method) {
        String[] parts = method.split(":");
        Map<String, String> options = new TreeMap<>();
        if (parts.length > 1) {
            for (String option : parts[1].split("\\+")) {
                options.put(option.split("=")[0], option.split("=")[1]);
            }
        }
        return Trainers.fit(table, new FitSettings(parts[0], 0, Duration.ofSeconds(40), 2, options), Progress.SILENT);
    }

    /**
     * @param atPeak seconds that a record's arithmetic would take at the peak rate, or NaN
     */
    private static void measure(
            ImputationModel model, String method, String pattern, double missing, Table records, double atPeak) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        ImputationModel marginal = fit(records, "marginal");
        Imputer reference = marginal.newImputer(InferenceSettings.DEFAULT);
        double[] baseline = microseconds(reference, records);
        double[] sorted = microseconds(imputer, records);
        long steps = 0;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < records.size(); i++) {
            distribution(imputer, records.row(i));
            steps += imputer.steps();
        }
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / records.size();
        double median = sorted[sorted.length / 2];
        double mean = Arrays.stream(sorted).average().orElseThrow();
        System.out.printf(
                "%4d %8.1f %-28s %-8s %10.2f %10.2f %8.1f %8d %12.1f %8s%n",
                records.features().size(),
                missing,
                method,
                pattern,
                median,
                sorted[sorted.length * 99 / 100],
                (double) steps / records.size(),
                bytes,
                median / baseline[baseline.length / 2],
                Double.isNaN(atPeak) ? "-" : String.format("%.1f", 100 * atPeak * 1e6 / mean));
    }

    /** Sorted times of single records after a warm-up. They include the cost of reading the clock, about 20 ns. */
    private static double[] microseconds(Imputer imputer, Table records) {
        for (int i = 0; i < WARM_UP; i++) {
            distribution(imputer, records.row(i % records.size()));
        }
        double[] times = new double[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            double[] record = records.row(i % records.size());
            long start = System.nanoTime();
            distribution(imputer, record);
            times[i] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(times);
        return times;
    }

    /** Infers a record with the sds of its missing numbers, which are computed, all together, only when one is asked for. */
    static void distribution(Imputer imputer, double[] record) {
        imputer.impute(record);
        for (int j = 0; j < record.length; j++) {
            if (Double.isNaN(record[j])) {
                imputer.sd(j);
                return;
            }
        }
    }
}
