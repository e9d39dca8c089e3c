package io.lacuna.benchmarks.readiness;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Compares what instances say of their readiness with what the brokers say is committed. Wrong are:
 *
 * <ol>
 *   <li>an instance is ready although records of one of its partitions have waited without a commit for 10 s; where it has
 *       more partitions than threads, a thread takes them in turn, and it is wrong if all that have waiting records stand
 *       like that, or one for 60 s;
 *   <li>all instances that answer are ready although nothing has been committed for 10 s while records waited;
 *   <li>an instance is not ready although for 10 s each of its partitions was committed at least every 2 s or had no
 *       waiting records;
 *   <li>an instance without a partition is not ready although for 30 s all partitions were like that.
 * </ol>
 *
 * <p>What happened between two answers of the brokers is not known: a round that was late by more than 2 s proves nothing
 * about steady commits. An instance that does not answer says nothing. The first two are decided by the brokers' next answer, since only it
 * shows that nothing was committed up to then. Times are given by the caller, in nanoseconds. Not safe for concurrent
 * use.
 */
public final class ReadinessJudge {
    private static final long BOUND = TimeUnit.SECONDS.toNanos(10);
    private static final long IDLE_BOUND = TimeUnit.SECONDS.toNanos(30);
    private static final long TURNS_BOUND = TimeUnit.SECONDS.toNanos(60);
    private static final long STEADY = TimeUnit.SECONDS.toNanos(2);

    /** A wrong answer this long after the one before belongs to the same episode. */
    private static final long SAME_EPISODE = TimeUnit.SECONDS.toNanos(2);

    private final long began;
    private final int threads;
    private final boolean onlyReady;
    private final long slack;
    private final Map<Integer, Standing> partitions = new TreeMap<>();
    private final Map<Integer, Said> instances = new TreeMap<>();
    private final List<Suspicion> suspicions = new ArrayList<>();
    private final List<Episode> episodes = new ArrayList<>();
    private String scene = "";
    private long ready;
    private long notReady;

    /**
     * @param began when the run began
     * @param threads of each instance
     * @param onlyReady whether only "ready" is judged, because the pipeline has reasons not to be ready while its records are
     *     processed
     * @param slackS seconds for which a wrong answer may go on after the ten without failing the run, for a machine that is
     *     busy with other work; the report names it all the same
     */
    public ReadinessJudge(long began, int threads, boolean onlyReady, long slackS) {
        this.began = began;
        this.onlyReady = onlyReady;
        this.threads = threads;
        slack = TimeUnit.SECONDS.toNanos(slackS);
    }

    /**
     * What an instance says.
     *
     * @param reasons why it is not ready; empty if it is ready
     * @param here the partitions that it processes
     * @param asked when it was asked: it may have answered any time later
     */
    public record Answer(List<String> reasons, Set<Integer> here, long asked) {
        public Answer {
            reasons = List.copyOf(reasons);
            here = Set.copyOf(here);
        }

        boolean isReady() {
            return reasons.isEmpty();
        }
    }

    /** What the brokers say of a partition. */
    private static final class Standing {
        private long committed;
        private boolean waits;
        private long moved;
        private long seen;

        /** Since when records wait and nothing is committed; meaningless where none wait. */
        private long still;

        /** Since when commits came at least every two seconds, or no record waited. */
        private long steady;

        Standing(long now) {
            moved = now;
            seen = now;
            still = now;
            steady = now;
        }

        void seen(long now, long offset, long end) {
            boolean moves = offset != committed;
            boolean waitsNow = offset < end;
            if (moves) {
                moved = now;
            }
            if (moves || !waits || !waitsNow) {
                still = now;
            }
            boolean stands = waitsNow && now - Math.max(moved, still) > STEADY;
            if (stands || now - seen > STEADY) {
                steady = now;
            }
            seen = now;
            committed = offset;
            waits = waitsNow;
        }

        boolean stands(long now, long since, long bound) {
            return waits && now - Math.max(still, since) > bound;
        }
    }

    /** The present run of like answers of an instance. */
    private static final class Said {
        private @Nullable Answer last;
        private long notReadySince;

        /** By partition, since when the instance has it. */
        private final Map<Integer, Long> here = new HashMap<>();
    }

    /** An answer "ready" that is wrong if the partition is still at this offset. */
    private record Suspicion(String who, int partition, long committed, long at) {}

    /** Wrong answers of one kind without a pause. */
    private static final class Episode {
        private final String words;
        private final String scene;
        private final long from;
        private long to;

        Episode(String words, String scene, long at) {
            this.words = words;
            this.scene = scene;
            from = at;
            to = at;
        }
    }

    /** What goes on in the suite, for the report. */
    void scene(String words) {
        scene = words;
    }

    /** The brokers' answer: of each partition, the group's offset and the end. */
    void committed(long now, Map<Integer, Long> offsets, Map<Integer, Long> ends) {
        ends.forEach((partition, end) -> partitions
                .computeIfAbsent(partition, first -> new Standing(now))
                .seen(now, offsets.getOrDefault(partition, 0L), end));
        for (Suspicion suspicion : suspicions) {
            Standing standing = partitions.get(suspicion.partition());
            if (standing != null && standing.waits && standing.committed == suspicion.committed()) {
                wrong(
                        suspicion.at(),
                        suspicion.who() + " ready, and records of partition " + suspicion.partition()
                                + " had waited at offset " + suspicion.committed() + " for 10 s");
            }
        }
        suspicions.clear();
    }

    /** The brokers did not answer: nobody knows whether commits are steady. */
    void unknown(long now) {
        partitions.values().forEach(standing -> standing.steady = now);
    }

    /** The answers of one round, by instance; null for an instance that does not answer. */
    void said(Map<Integer, @Nullable Answer> answers) {
        boolean allReady = true;
        long asked = Long.MIN_VALUE;
        for (Map.Entry<Integer, @Nullable Answer> entry : answers.entrySet()) {
            Answer answer = entry.getValue();
            Said said = instances.computeIfAbsent(entry.getKey(), first -> new Said());
            remember(said, answer);
            if (answer != null) {
                asked = asked == Long.MIN_VALUE ? answer.asked() : Math.min(asked, answer.asked());
                allReady &= answer.isReady();
                judge("stream " + entry.getKey(), said, answer);
            }
        }
        if (allReady && asked != Long.MIN_VALUE) {
            Map<Integer, Long> all = new HashMap<>();
            partitions.keySet().forEach(partition -> all.put(partition, began));
            suspectStandstill("all that answer were", all, asked);
        }
    }

    /** Suspects whoever says "ready" while all of its partitions that have waiting records stand. */
    private void suspectStandstill(String who, Map<Integer, Long> since, long now) {
        List<Suspicion> standing = new ArrayList<>();
        for (Map.Entry<Integer, Long> entry : since.entrySet()) {
            Standing partition = partitions.get(entry.getKey());
            if (partition != null && partition.stands(now, entry.getValue(), BOUND)) {
                standing.add(new Suspicion(who, entry.getKey(), partition.committed, now));
            } else if (partition != null && partition.waits) {
                return;
            }
        }
        suspicions.addAll(standing);
    }

    /** Suspects whoever says "ready" while one of its partitions stands. */
    private void suspectEach(String who, Map<Integer, Long> since, long now, long bound) {
        since.forEach((number, from) -> {
            Standing partition = partitions.get(number);
            if (partition != null && partition.stands(now, from, bound)) {
                suspicions.add(new Suspicion(who, number, partition.committed, now));
            }
        });
    }

    private static void remember(Said said, @Nullable Answer answer) {
        Answer before = said.last;
        if (answer == null) {
            said.here.clear();
        } else {
            said.here.keySet().retainAll(answer.here());
            answer.here().forEach(partition -> said.here.putIfAbsent(partition, answer.asked()));
            if (before == null || before.isReady()) {
                said.notReadySince = answer.asked();
            }
        }
        said.last = answer;
    }

    private void judge(String who, Said said, Answer answer) {
        long now = answer.asked();
        if (answer.isReady()) {
            ready++;
            if (said.here.size() <= threads) {
                suspectEach(who + " was", said.here, now, BOUND);
            } else {
                suspectStandstill(who + " was", said.here, now);
                suspectEach(who + " was", said.here, now, TURNS_BOUND);
            }
            return;
        }
        notReady++;
        if (onlyReady) {
            return;
        }
        boolean idle = said.here.isEmpty();
        Set<Integer> judged = new HashSet<>(idle ? partitions.keySet() : said.here.keySet());
        long since = said.notReadySince;
        for (int partition : judged) {
            Standing standing = partitions.get(partition);
            long here = said.here.getOrDefault(partition, said.notReadySince);
            since = Math.max(since, Math.max(here, standing == null ? now : standing.steady));
        }
        if (now - since > (idle ? IDLE_BOUND : BOUND)) {
            String steady = idle
                    ? " without a partition, and for 30 s commits of all partitions were steady: "
                    : ", and for 10 s commits of its partitions were steady or nothing waited: ";
            wrong(now, who + " was not ready" + steady + String.join("; ", answer.reasons()));
        }
    }

    private void wrong(long at, String words) {
        for (Episode episode : episodes) {
            if (episode.words.equals(words) && at - episode.to < SAME_EPISODE) {
                episode.to = at;
                return;
            }
        }
        episodes.add(new Episode(words, scene, at));
    }

    /** How many times an instance stayed wrong for more than 10 s and the slack. */
    long wrongs() {
        return episodes.stream()
                .filter(episode -> episode.to - episode.from >= slack)
                .count();
    }

    /** Whether instances were seen to be ready and not to be: otherwise nothing was tested. */
    boolean sawBoth() {
        return ready > 0 && notReady > 0;
    }

    /** What was seen, a line each. */
    List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "readiness: %d answers ready, %d not ready, %d times wrong for more than 10 s",
                ready,
                notReady,
                episodes.size()));
        for (Episode episode : episodes) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  at %.1f s, for %.1f s more, %s: %s",
                    (episode.from - began) / 1e9,
                    (episode.to - episode.from) / 1e9,
                    episode.scene,
                    episode.words));
        }
        return lines;
    }
}
