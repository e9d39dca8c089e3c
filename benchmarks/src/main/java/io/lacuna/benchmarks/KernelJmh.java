package io.lacuna.benchmarks;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** The kernel under JMH: one record per operation; each cell is missing with probability one half. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls fit before anything else.
public class KernelJmh {
    @Param({"12", "57"})
    public int features;

    @Param({"default", "fast"})
    public String preset = "default";

    @Param({"8", "4000"})
    public int patterns;

    private Table records;
    private Imputer imputer;
    private int next;

    @Setup
    public void fit() {
        Table complete = SyntheticTable.complete(4_000, features, 1);
        FitSettings defaults = FitSettings.defaults();
        FitSettings settings =
                new FitSettings("relay-mixture", 0, defaults.budget(), defaults.threads(), Map.of("preset", preset));
        imputer = Trainers.fit(SyntheticTable.manyPatterns(complete, 0.3, 2), settings, Progress.SILENT)
                .newImputer(InferenceSettings.DEFAULT);
        records = SyntheticTable.fewPatterns(complete, 0.5, patterns, 3);
    }

    /** Fills one record. */
    @Benchmark
    public double impute() {
        next = next + 1 == records.size() ? 0 : next + 1;
        imputer.impute(records.row(next));
        return imputer.logLikelihood();
    }

    /** Runs JMH with its own command line; with {@code -prof gc} if no option is given. */
    static final class Runner implements io.lacuna.benchmarks.Benchmark {
        @Override
        public String description() {
            return "the relay mixture's kernel under JMH with -prof gc; takes JMH's own options";
        }

        @Override
        public void run(List<String> arguments) throws Exception {
            String[] options = arguments.isEmpty()
                    ? new String[] {KernelJmh.class.getName(), "-prof", "gc"}
                    : arguments.toArray(new String[0]);
            new org.openjdk.jmh.runner.Runner(new CommandLineOptions(options)).run();
        }
    }
}
