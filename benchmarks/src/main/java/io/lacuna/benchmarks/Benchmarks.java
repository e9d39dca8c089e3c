package io.lacuna.benchmarks;

import io.lacuna.benchmarks.accuracy.AblationBench;
import io.lacuna.benchmarks.accuracy.AccuracyBench;
import io.lacuna.benchmarks.accuracy.CostBench;
import io.lacuna.benchmarks.accuracy.InSampleBench;
import io.lacuna.benchmarks.attacks.AttackSuite;
import io.lacuna.benchmarks.context.ContextKernelBenchmark;
import io.lacuna.benchmarks.context.ContextPipelineBenchmark;
import io.lacuna.benchmarks.context.ManyKeysBenchmark;
import io.lacuna.benchmarks.faults.FaultSuite;
import io.lacuna.benchmarks.fuzz.ArtifactFuzz;
import io.lacuna.benchmarks.fuzz.InputFuzz;
import io.lacuna.benchmarks.page.ViewersBenchmark;
import io.lacuna.benchmarks.papers.Bounds;
import io.lacuna.benchmarks.papers.Boxes;
import io.lacuna.benchmarks.papers.BsviTraining;
import io.lacuna.benchmarks.papers.Downstream;
import io.lacuna.benchmarks.papers.PosteriorRate;
import io.lacuna.benchmarks.papers.PseudoEncoder;
import io.lacuna.benchmarks.papers.Qavi;
import io.lacuna.benchmarks.papers.RelayConvergence;
import io.lacuna.benchmarks.papers.RelayProgress;
import io.lacuna.benchmarks.papers.RelayRates;
import io.lacuna.benchmarks.papers.RelayStructure;
import io.lacuna.benchmarks.papers.RelayTest;
import io.lacuna.benchmarks.papers.SwappedCells;
import io.lacuna.benchmarks.papers.WholeThenHoles;
import io.lacuna.benchmarks.papers.images.PixelCnnTraining;
import io.lacuna.benchmarks.rollout.RolloutBenchmark;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The benchmarks by name, and the command line that runs one of them. */
public final class Benchmarks {
    private static final Map<String, Benchmark> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("accuracy", new AccuracyBench());
        BY_NAME.put("accuracy-ablation", new AblationBench());
        BY_NAME.put("accuracy-cost", new CostBench());
        BY_NAME.put("accuracy-in-sample", new InSampleBench());
        BY_NAME.put("kernel", new KernelBenchmark());
        BY_NAME.put("kernel-jmh", new KernelJmh.Runner());
        BY_NAME.put("pipeline", new PipelineBenchmark());
        BY_NAME.put("formats", new FormatBenchmark());
        BY_NAME.put("context-kernel", new ContextKernelBenchmark());
        BY_NAME.put("context-pipeline", new ContextPipelineBenchmark());
        BY_NAME.put("context-keys", new ManyKeysBenchmark());
        BY_NAME.put("takeover", new TakeoverBenchmark());
        BY_NAME.put("models-store", new ModelsStoreBenchmark());
        BY_NAME.put("rollout", new RolloutBenchmark());
        BY_NAME.put("soak", new SoakBenchmark());
        BY_NAME.put("faults", new FaultSuite());
        BY_NAME.put("attacks", new AttackSuite());
        BY_NAME.put("artifact-fuzz", new ArtifactFuzz());
        BY_NAME.put("fuzz", new InputFuzz());
        BY_NAME.put("record-path", new RecordPathBenchmark());
        BY_NAME.put("viewers", new ViewersBenchmark());
        BY_NAME.put("relay-convergence", new RelayConvergence());
        BY_NAME.put("relay-test", new RelayTest());
        BY_NAME.put("relay-structure", new RelayStructure());
        BY_NAME.put("relay-progress", new RelayProgress());
        BY_NAME.put("posterior-rate", new PosteriorRate());
        BY_NAME.put("relay-rates", new RelayRates());
        BY_NAME.put("downstream", new Downstream());
        BY_NAME.put("boxes", new Boxes());
        BY_NAME.put("pseudo-encoder", new PseudoEncoder());
        BY_NAME.put("bounds", new Bounds());
        BY_NAME.put("surprise", new SwappedCells());
        BY_NAME.put("qavi", new Qavi());
        BY_NAME.put("bsvi-training", new BsviTraining());
        BY_NAME.put("pixel-cnn", new PixelCnnTraining());
        BY_NAME.put("whole-then-holes", new WholeThenHoles());
    }

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = arguments.length == 0 ? null : BY_NAME.get(arguments[0]);
        if (benchmark == null) {
            System.err.println("usage: ./lacuna-bench NAME [argument ...]");
            BY_NAME.forEach((name, known) -> System.err.printf("  %-22s %s%n", name, known.description()));
            System.exit(2);
            return;
        }
        try {
            benchmark.run(Arrays.asList(arguments).subList(1, arguments.length));
        } catch (IllegalArgumentException wrong) {
            System.err.println("lacuna-bench " + arguments[0] + ": " + wrong.getMessage());
            System.exit(2);
        } catch (IllegalStateException failed) {
            System.err.println("lacuna-bench " + arguments[0] + ": " + failed.getMessage());
            System.exit(1);
        }
        // A thread of a stream whose output topic an attack has deleted waits for it for ever.
        System.exit(0);
    }
}
