package io.lacuna.benchmarks.context;

import com.sun.management.ThreadMXBean;
import io.lacuna.benchmarks.Benchmark;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.ContextImputer;
import io.lacuna.internal.context.KeyMemory;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The cost of one record with the memory of its key, on one thread, beside the same model without context on the same records in
 * the same run. With context a record is filled and taken into its key's memory; records in which a gap begins are also told
 * apart. Bytes are those allocated by filling and remembering; the memory's bytes are written by the store.
 */
public final class ContextKernelBenchmark implements Benchmark {
    private static final int KEYS = 100;
    private static final int RECORDS = 20_000;
    private static final int ROUNDS = 5;

    @Override
    public String description() {
        return "microseconds and bytes per record with a key's memory and without: [d,d,...] [preset,...]";
    }

    @Override
    public void run(List<String> arguments) {
        String[] widths = (arguments.isEmpty() ? "12" : arguments.get(0)).split(",", -1);
        String[] presets = (arguments.size() < 2 ? "default,fast" : arguments.get(1)).split(",", -1);
        System.out.printf(
                "%4s %-8s %-10s %-16s %9s %10s %10s %8s %8s%n",
                "d", "preset", "context", "records", "share", "alone us", "context us", "ratio", "bytes");
        for (String width : widths) {
            for (String preset : presets) {
                int d = Integer.parseInt(width);
                ImputationModel model = KeyedModel.fit(d, preset);
                measure(d, preset, "as fitted", model);
                measure(d, preset, "usual days", KeyedModel.withUsualDays(model));
                measure(d, preset, "following", KeyedModel.withFollowing(model));
            }
        }
    }

    private static void measure(int d, String preset, String name, ImputationModel model) {
        Imputer alone = KeyedModel.alone(model).newImputer(InferenceSettings.DEFAULT);
        ContextImputer context = new ContextImputer(model, model.newImputer(InferenceSettings.DEFAULT), 1);
        KeyedValues values = new KeyedValues(KEYS, d, 2);
        List<double[]> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(values.next());
        }
        boolean[] begins = new boolean[RECORDS];
        for (int i = KEYS; i < RECORDS; i++) {
            for (int j = 0; j < d; j++) {
                begins[i] |= Double.isNaN(records.get(i)[j]) && !Double.isNaN(records.get(i - KEYS)[j]);
            }
        }
        double[] aloneUs = new double[RECORDS];
        double[] contextUs = new double[RECORDS];
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // The two alternate, so that noise of the machine meets both; the last round counts.
            times(alone, records, aloneUs);
            bytes = times(context, model, records, contextUs);
        }
        for (boolean ofBegins : new boolean[] {false, true}) {
            double[] one = select(aloneUs, begins, ofBegins);
            double[] other = select(contextUs, begins, ofBegins);
            double before = one[one.length / 2];
            double with = other[other.length / 2];
            System.out.printf(
                    "%4d %-8s %-10s %-16s %9.2f %10.2f %10.2f %8.2f %8d%n",
                    d,
                    preset,
                    name,
                    ofBegins ? "a gap begins" : "no gap begins",
                    one.length / (double) (RECORDS - KEYS),
                    before,
                    with,
                    with / before,
                    bytes / RECORDS);
        }
    }

    private static void times(Imputer imputer, List<double[]> records, double[] into) {
        for (int i = 0; i < into.length; i++) {
            long start = System.nanoTime();
            imputer.impute(records.get(i));
            into[i] = (System.nanoTime() - start) / 1e3;
        }
    }

    /** Returns the allocated bytes. */
    private static long times(ContextImputer imputer, ImputationModel model, List<double[]> records, double[] into) {
        KeyMemory[] memories = new KeyMemory[KEYS];
        Arrays.setAll(memories, key -> new KeyMemory(model.features()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < into.length; i++) {
            KeyMemory memory = memories[i % KEYS];
            long start = System.nanoTime();
            imputer.impute(records.get(i), i / KEYS * KeyedValues.STEP_MS, memory);
            imputer.remember(memory, i);
            into[i] = (System.nanoTime() - start) / 1e3;
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** Sorted times of the records after the first of each key. */
    private static double[] select(double[] times, boolean[] begins, boolean of) {
        double[] chosen = new double[times.length];
        int count = 0;
        for (int i = KEYS; i < times.length; i++) {
            if (begins[i] == of) {
                chosen[count++] = times[i];
            }
        }
        double[] sorted = Arrays.copyOf(chosen, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
