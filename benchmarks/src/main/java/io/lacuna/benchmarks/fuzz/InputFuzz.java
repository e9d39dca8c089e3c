package io.lacuna.benchmarks.fuzz;

import io.lacuna.benchmarks.Benchmark;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Malformed input of every kind without end: schemas, records, entries of the models topic, CSV tables and HTTP requests.
 * Input with an outcome never seen before joins what is changed further. Models have a fuzz of their own, {@link
 * ArtifactFuzz}. See {@link Watched} for what counts as a failure.
 */
public final class InputFuzz implements Benchmark {
    private static final int MOST_KEPT = 500;
    private static final int LARGEST = 1 << 14;
    private static final long TOLD_NANOS = 60_000_000_000L;

    /** Input of one kind. */
    private static final class Pool {
        private final FuzzTarget target;
        private final List<byte[]> kept = new ArrayList<>();
        private final TreeSet<String> outcomes = new TreeSet<>();
        private long done;
        private long nanos;

        Pool(FuzzTarget target) {
            this.target = target;
            kept.addAll(target.seeds());
        }

        void once(TextMutations mutations, SplittableRandom random, Watched watched) {
            long began = System.nanoTime();
            byte[] bytes = mutations.mutated(
                    kept.get(random.nextInt(kept.size())), kept.get(random.nextInt(kept.size())), target.words());
            boolean isNew = outcomes.add(watched.outcome(bytes, target::read, target.isServed()));
            if (isNew && bytes.length < LARGEST && kept.size() < MOST_KEPT) {
                kept.add(bytes);
            }
            done++;
            nanos += System.nanoTime() - began;
        }
    }

    @Override
    public String description() {
        return "malformed schemas, records, model entries, CSVs, HTTP requests: " + FuzzLimits.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        FuzzLimits limits = FuzzLimits.of(arguments);
        run(limits.executions(), limits.milliseconds(), limits.seed(), System.out::println);
    }

    /**
     * Continues until this many executions or until the time is up.
     *
     * @return the number of executions
     * @throws IllegalStateException at the first failure; its bytes are in a file that the message names
     */
    long run(long executions, long milliseconds, long seed, Consumer<String> out) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        TextMutations mutations = new TextMutations(random.split());
        Watched watched = new Watched();
        long began = System.nanoTime();
        long told = began;
        long done = 0;
        try (FuzzTargets targets = new FuzzTargets()) {
            List<Pool> pools = targets.all().stream().map(Pool::new).toList();
            List<Pool> quick =
                    pools.stream().filter(pool -> !pool.target.isServed()).toList();
            for (; done < executions && System.nanoTime() - began < milliseconds * 1_000_000; done++) {
                Pool due = pools.get((int) (done % pools.size()));
                long round = done / pools.size();
                boolean itsTurn = round % due.target.every() == 0;
                (itsTurn ? due : quick.get((int) (round % quick.size()))).once(mutations, random, watched);
                if (System.nanoTime() - told > TOLD_NANOS) {
                    told = System.nanoTime();
                    out.accept(done + " executions, " + (told - began) / 1_000_000_000 + " s");
                }
            }
            for (Pool pool : pools) {
                out.accept(String.format(
                        "%-16s %9d executions, %4d kinds of outcome, %5d us each",
                        pool.target.name(),
                        pool.done,
                        pool.outcomes.size(),
                        pool.nanos / 1_000 / Math.max(1, pool.done)));
            }
        }
        out.accept(done + " executions in " + (System.nanoTime() - began) / 1_000_000_000
                + " s: no crash, no hang, no allocation beyond bounds");
        return done;
    }
}
