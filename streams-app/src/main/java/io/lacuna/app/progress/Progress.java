package io.lacuna.app.progress;

import io.lacuna.app.progress.Stop.Cause;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the stream has got done, by partition, and what stops it. The brokers' word counts: an instance is ready as long as every
 * partition it works on either has nothing waiting or commits. What it asks is how long the committed offset has not moved while
 * records waited; what it does not ask is whether Kafka Streams says that it is running.
 *
 * <p>Durations are measured by a clock that nobody sets; wall-clock times are only shown. Safe to share between threads.
 */
public final class Progress {
    /** A stream thread takes its partitions in turn: one may wait this many times longer while the others move. */
    private static final int TURNS = 8;

    private static final long RESTART_AFTER_NANOS = 300_000_000_000L;
    private static final long STALE_ANSWER_NANOS = 5_000_000_000L;
    private static final int MOST_NAMED = 3;

    private final String input;
    private final String group;
    private final long stallNanos;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final ConsumerPositions positions;
    private final Supplier<Map<Integer, String>> owners;
    private final TopicStanding topics;
    private final RepeatedFailures failures;
    private final TreeMap<Integer, Standing> partitions = new TreeMap<>();
    private final Answering brokers;
    private final Answering coordinator;
    private @Nullable Death death;

    /**
     * @param settings what it is about and how long a standstill is borne
     * @param nanoTime a clock that only goes forward, in nanoseconds
     * @param clock for the times that are shown
     * @param positions how far the consumers have read
     * @param owners by input partition, the stream thread of this instance that works on it
     * @param failures of single records
     */
    public Progress(
            ProgressSettings settings,
            LongSupplier nanoTime,
            Clock clock,
            ConsumerPositions positions,
            Supplier<Map<Integer, String>> owners,
            RepeatedFailures failures) {
        input = settings.input();
        group = settings.group();
        stallNanos = settings.stallMs() * 1_000_000;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.positions = positions;
        this.owners = owners;
        this.failures = failures;
        topics = new TopicStanding(settings);
        brokers = new Answering(now());
        coordinator = new Answering(now());
    }

    /** A moment by both clocks. */
    private record Moment(long nanos, long ms) {
        String words() {
            return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
        }
    }

    /** When somebody answered last, and what came instead since. */
    private static final class Answering {
        private Moment last;
        private @Nullable String failure;

        Answering(Moment from) {
            last = from;
        }

        void answered(Moment now) {
            last = now;
            failure = null;
        }

        String since() {
            return " since " + last.words() + (failure == null ? "" : ": " + failure);
        }
    }

    /** Where a partition stands. */
    private static final class Standing {
        private final Answering leader;
        private long begin;
        private @Nullable Long end;
        private @Nullable Long committed;
        private Moment moved;
        private @Nullable Moment ownCommit;
        private @Nullable Moment waitingSince;
        private @Nullable String thread;
        private long waiting;

        Standing(Moment now) {
            leader = new Answering(now);
            moved = now;
        }

        /** What the coordinator says; older than what the stream itself just did, it does not count. */
        void coordinatorSays(long offset, Moment now) {
            Long known = committed;
            Moment own = ownCommit;
            boolean stale =
                    known != null && offset < known && own != null && now.nanos() - own.nanos() < STALE_ANSWER_NANOS;
            if (known == null) {
                committed = offset;
            } else if (offset != known && !stale) {
                committed = offset;
                moved = now;
            }
        }

        void streamCommits(long offset, Moment now) {
            if (committed == null || committed != offset) {
                moved = now;
            }
            committed = offset;
            ownCommit = now;
        }

        /** Since when records have waited and nothing was committed; null where none waits. */
        @Nullable
        Moment stillSince() {
            Moment since = waitingSince;
            return since == null || since.nanos() - moved.nanos() > 0 ? since : moved;
        }
    }

    /** A stream thread died. */
    private record Death(Moment when, String words) {}

    private Moment now() {
        return new Moment(nanoTime.getAsLong(), clock.millis());
    }

    /** Takes what the brokers say. */
    void looked(BrokerLook look) {
        looked(look, owners.get());
    }

    private synchronized void looked(BrokerLook look, Map<Integer, String> working) {
        Moment now = now();
        topics.looked(look);
        if (look.failure() == null) {
            brokers.answered(now);
        } else {
            brokers.failure = look.failure();
            if (!look.topics().isEmpty()) {
                brokers.answered(now); // Some of them answer; who does not is told by partition.
            }
        }
        Map<Integer, Long> committed = look.committed();
        if (committed == null) {
            coordinator.failure = look.coordinatorFailure();
        } else {
            coordinator.answered(now);
            committed.forEach((partition, offset) -> standing(partition, now).coordinatorSays(offset, now));
        }
        look.partitions().forEach((partition, offsets) -> {
            Standing standing = standing(partition, now);
            standing.leader.answered(now);
            standing.begin = offsets.begin();
            standing.end = offsets.end();
        });
        partitions.forEach((partition, standing) -> {
            standing.thread = working.get(partition);
            if (!look.partitions().containsKey(partition)) {
                standing.leader.failure = look.failure();
            }
            measure(partition, standing, now);
        });
        settleDeath(now);
    }

    private Standing standing(int partition, Moment now) {
        return partitions.computeIfAbsent(partition, unseen -> new Standing(now));
    }

    private void measure(int partition, Standing standing, Moment now) {
        Long end = standing.end;
        if (end == null) {
            return;
        }
        Long committed = standing.committed;
        long settled = positions.settled(partition, committed == null ? standing.begin : committed);
        standing.waiting = Math.max(0, end - Math.max(settled, standing.begin));
        if (standing.waiting == 0) {
            standing.waitingSince = null;
        } else if (standing.waitingSince == null) {
            standing.waitingSince = now;
        }
    }

    /** The stream committed a partition up to that offset. */
    public synchronized void committed(int partition, long offset) {
        Moment now = now();
        standing(partition, now).streamCommits(offset, now);
        failures.committed(partition, offset);
        settleDeath(now);
    }

    /** A stream thread died, for that reason. */
    public synchronized void died(String reason) {
        death = new Death(now(), reason);
    }

    /** A death is over when something was committed since, or nothing waits. */
    private void settleDeath(Moment now) {
        Death last = death;
        if (last == null) {
            return;
        }
        boolean moved = partitions.values().stream()
                .anyMatch(standing -> standing.moved.nanos() - last.when().nanos() > 0);
        boolean idle = now.nanos() - last.when().nanos() > stallNanos / 2
                && partitions.values().stream().allMatch(standing -> standing.waitingSince == null);
        if (moved || idle) {
            death = null;
        }
    }

    /** What keeps the instance from filling records, as far as brokers, topics, threads and offsets tell; empty for nothing. */
    public synchronized List<Stop> stops() {
        Moment now = now();
        List<Stop> stops = new ArrayList<>(topics.stops());
        stops.addAll(failures.stops(partition -> isHere(partition)));
        Death last = death;
        if (last != null) {
            stops.add(new Stop(
                    Cause.THREAD,
                    "a stream thread died at " + last.when().words() + " and nothing was committed since: "
                            + last.words()));
        }
        if (isLate(brokers.last, now)) {
            stops.add(new Stop(Cause.BROKER, "no broker has answered" + brokers.since()));
            return stops;
        }
        if (isLate(coordinator.last, now)) {
            stops.add(new Stop(
                    Cause.COORDINATOR,
                    "the coordinator of group " + group + " has not answered" + coordinator.since()));
        }
        partitions.forEach((partition, standing) -> {
            if (standing.thread != null && isLate(standing.leader.last, now)) {
                stops.add(new Stop(
                        Cause.BROKER,
                        "the leader of " + input + "-" + partition + " has not answered" + standing.leader.since()));
            }
        });
        standstill(now).ifPresent(stops::add);
        return stops;
    }

    private boolean isHere(int partition) {
        Standing standing = partitions.get(partition);
        return standing != null && standing.thread != null;
    }

    private boolean isLate(Moment last, Moment now) {
        return now.nanos() - last.nanos() >= stallNanos;
    }

    private Optional<Stop> standstill(Moment now) {
        List<Integer> still = still(now);
        if (still.isEmpty()) {
            return Optional.empty();
        }
        String named = still.stream()
                .limit(MOST_NAMED)
                .map(partition -> standstillWords(partition, partitions.get(partition)))
                .collect(Collectors.joining(", "));
        String more = still.size() > MOST_NAMED ? " and " + (still.size() - MOST_NAMED) + " more partitions" : "";
        return Optional.of(new Stop(Cause.UNKNOWN, "records wait and nothing is committed: " + named + more));
    }

    private String standstillWords(int partition, @Nullable Standing standing) {
        Moment since = standing == null ? null : standing.stillSince();
        Long committed = standing == null ? null : standing.committed;
        return input + "-" + partition + " stands at offset "
                + (committed == null ? standing == null ? 0 : standing.begin : committed)
                + (since == null ? "" : " since " + since.words());
    }

    /** The partitions of this instance that should have moved and did not. */
    private List<Integer> still(Moment now) {
        Map<String, Long> threadMoved = new HashMap<>();
        for (Standing standing : partitions.values()) {
            if (standing.thread != null) {
                threadMoved.merge(standing.thread, standing.moved.nanos(), (a, b) -> a - b > 0 ? a : b);
            }
        }
        List<Integer> still = new ArrayList<>();
        partitions.forEach((partition, standing) -> {
            Moment since = standing.stillSince();
            String thread = standing.thread;
            if (thread != null && since != null) {
                long nanos = now.nanos() - since.nanos();
                long threadNanos = now.nanos() - threadMoved.getOrDefault(thread, standing.moved.nanos());
                if (nanos >= stallNanos && (threadNanos >= stallNanos || nanos >= TURNS * stallNanos)) {
                    still.add(partition);
                }
            }
        });
        return still;
    }

    /** Whether records wait, nothing moves and nothing outside explains it, so long that another start is worth a try. */
    public synchronized boolean mayRestartHelp() {
        Moment now = now();
        List<Stop> stops = stops();
        return stops.size() == 1
                && stops.get(0).cause() == Cause.UNKNOWN
                && still(now).stream()
                        .map(partition -> partitions.get(partition))
                        .map(standing -> standing == null ? null : standing.stillSince())
                        .anyMatch(since -> since != null && now.nanos() - since.nanos() >= RESTART_AFTER_NANOS);
    }

    /**
     * How far each input partition is.
     *
     * @param whole what stops all of them; null where nothing does
     */
    public synchronized List<PartitionProgress> partitions(@Nullable Cause whole) {
        Moment now = now();
        List<Integer> still = still(now);
        Cause own = stops().stream().map(Stop::cause).findFirst().orElse(null);
        List<PartitionProgress> all = new ArrayList<>();
        partitions.forEach((partition, standing) -> {
            Cause cause = whole;
            if (cause == null && standing.thread != null && (still.contains(partition) || own == Cause.BROKER)) {
                cause = own;
            }
            all.add(new PartitionProgress(
                    partition,
                    standing.thread != null,
                    standing.end,
                    standing.committed,
                    standing.waiting,
                    standing.moved.ms(),
                    cause == null ? null : cause.word()));
        });
        return all;
    }

    /** What changed about the topics since the last call, a line each. */
    public synchronized List<String> news() {
        return topics.news();
    }
}
