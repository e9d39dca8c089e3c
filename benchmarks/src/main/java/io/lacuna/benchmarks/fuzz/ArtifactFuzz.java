package io.lacuna.benchmarks.fuzz;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.fuzz.Watched.RefusedException;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads changed artifacts without end. Failures are those of {@link Watched}, any exception other than an {@link
 * ArtifactException}, and a model that is accepted and then fails to fill a record. An artifact with an outcome or
 * rejection reason never seen before joins those that are changed further, so that the search reaches deeper parts of
 * the reader.
 */
public final class ArtifactFuzz implements Benchmark {
    private static final int LARGEST = 1 << 16;
    private static final int MOST_KEPT = 1_000;

    private final Watched watched = new Watched();

    @Override
    public String description() {
        return "malformed model artifacts: each is refused with a reason or serves: " + FuzzLimits.USAGE;
    }

    @Override
    public void run(List<String> arguments) {
        FuzzLimits limits = FuzzLimits.of(arguments);
        run(limits.executions(), limits.milliseconds(), limits.seed(), System.out::println);
    }

    /**
     * Continues until this many executions or until the time is up.
     *
     * @return the number of executions
     * @throws IllegalStateException at the first failure; its bytes are in a file that the message names
     */
    long run(long executions, long milliseconds, long seed, Consumer<String> out) {
        SplittableRandom random = new SplittableRandom(seed);
        Mutations mutations = new Mutations(random.split());
        List<byte[]> pool = new ArrayList<>();
        Map<String, Long> outcomes = new TreeMap<>();
        for (byte[] artifact : Specimens.artifacts()) {
            pool.add(Mutations.body(artifact));
        }
        long startNanos = System.nanoTime();
        long told = startNanos;
        long done = 0;
        for (; done < executions && System.nanoTime() - startNanos < milliseconds * 1_000_000; done++) {
            byte[] body =
                    mutations.mutated(pool.get(random.nextInt(pool.size())), pool.get(random.nextInt(pool.size())));
            String outcome = watched.outcome(mutations.sealed(body), ArtifactFuzz::read);
            if (outcomes.merge(outcome, 1L, Long::sum) == 1 && body.length < LARGEST && pool.size() < MOST_KEPT) {
                pool.add(body);
            }
            if (System.nanoTime() - told > 60_000_000_000L) {
                told = System.nanoTime();
                out.accept(done + " executions, " + outcomes.size() + " kinds of outcome, "
                        + (told - startNanos) / 1_000_000_000 + " s");
            }
        }
        out.accept(String.format(
                "%d executions in %d s: no crash, no hang, no allocation beyond bounds; served %d, refused for %d reasons",
                done,
                (System.nanoTime() - startNanos) / 1_000_000_000,
                outcomes.getOrDefault("served", 0L),
                outcomes.keySet().stream()
                        .filter(kind -> !kind.equals("served"))
                        .count()));
        return done;
    }

    private static String read(byte[] artifact) throws RefusedException {
        try {
            serve(ModelArtifact.read(artifact));
            return "served";
        } catch (ArtifactException reason) {
            String words = String.valueOf(reason.getMessage());
            if (words.isBlank() || words.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalStateException("its reason is not a line: '" + words + "'", reason);
            }
            throw new RefusedException(words);
        }
    }

    private static void serve(ImputationModel model) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] observation = new double[model.features().size()];
        for (int shift = 0; shift < 2; shift++) {
            for (int j = 0; j < observation.length; j++) {
                observation[j] = (shift + j) % 2 == 0 ? 0 : Double.NaN;
            }
            imputer.impute(observation);
            for (int j = 0; j < observation.length; j++) {
                if (Double.isNaN(observation[j])) {
                    imputer.value(j);
                }
            }
        }
    }
}
