package io.lacuna.app.progress;

import io.lacuna.app.progress.Stop.Cause;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The committed work of the stream by partition, and what stops it. The brokers' committed offsets decide: an instance
 * is ready while every partition that it processes either has no waiting records or commits. The measure is how long
 * the committed offset has not changed while records waited. The state reported by Kafka Streams is not used.
 *
 * <p>Each fact is dated by the earliest time at which it can have become true: an answer by its question, a commit by its
 * begin, and the commit of another instance by the last question whose answer did not show it. So an answer that was held
 * up on its way, by an outage or by a busy machine, makes an instance not ready too early, never too late.
 *
 * <p>Durations come from a monotonic clock; wall-clock times are only displayed. Safe to share between threads.
 */
public final class Progress {
    /**
     * Where an instance has more partitions than threads, a thread processes its partitions in turn: one may wait this many
     * times longer while the others advance, records that are as old as its own wait in them, and they have not had two turns.
     */
    private static final int TURNS = 8;

    /** Records of two turns: Kafka Streams buffers a thousand of a partition, and then takes those of the next one. */
    private static final long TWO_TURNS = 2_000;

    private static final long RESTART_AFTER_NANOS = 300_000_000_000L;
    private static final int MOST_NAMED = 3;
    private static final String THE_GROUP = "the group";
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final boolean oneTopic;
    private final String group;
    private final long stallNanos;
    private final int threads;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final ConsumerPositions positions;
    private final Supplier<Map<TopicPartition, String>> owners;
    private final TopicStanding topics;
    private final RepeatedFailures failures;
    private final TreeMap<TopicPartition, PartitionState> partitions = new TreeMap<>(ORDER);
    private final Answering brokers;
    private final Answering coordinator;

    /** Whether the end of a partition is known. */
    private boolean ends;

    private @Nullable Death death;
    private @Nullable String cutShort;

    /**
     * @param settings topics, group and the allowed standstill
     * @param nanoTime monotonic clock, in nanoseconds
     * @param clock clock for displayed times
     * @param positions positions of the consumers
     * @param owners by input partition, the stream thread of this instance that processes it
     * @param failures of single records
     */
    public Progress(
            ProgressSettings settings,
            LongSupplier nanoTime,
            Clock clock,
            ConsumerPositions positions,
            Supplier<Map<TopicPartition, String>> owners,
            RepeatedFailures failures) {
        oneTopic = settings.inputs().isOne();
        group = settings.group();
        stallNanos = settings.stallMs() * 1_000_000;
        threads = settings.threads();
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.positions = positions;
        this.owners = owners;
        this.failures = failures;
        topics = new TopicStanding(settings);
        brokers = new Answering(now());
        coordinator = new Answering(now());
    }

    /**
     * A stream thread died.
     *
     * @param first when the first thread died of this reason since the last commit
     */
    private record Death(Moment first, Moment when, String words) {}

    private Moment now() {
        return new Moment(nanoTime.getAsLong(), clock.millis());
    }

    /** The present time, for a question that is asked now. */
    Moment asking() {
        return now();
    }

    /** A broker answered a question that was asked then. */
    synchronized void brokersAnswered(Moment asked) {
        brokers.answered(asked);
    }

    /** The coordinator told the group's offsets when it was asked then. */
    synchronized void coordinatorAnswered(Map<TopicPartition, Long> committed, Moment asked) {
        Moment now = now();
        Moment before = coordinator.last();
        brokers.answered(asked);
        if (!coordinator.answered(asked)) {
            return;
        }
        committed.forEach((partition, offset) -> {
            PartitionState standing = standing(partition, asked);
            standing.coordinatorSays(offset, before, now);
            measure(partition, standing, now);
        });
    }

    /** The leader of a partition told its offsets when it was asked then. */
    synchronized void leaderAnswered(TopicPartition partition, BrokerLook.Offsets offsets, Moment asked) {
        brokers.answered(asked);
        PartitionState standing = standing(partition, asked);
        if (!standing.leader().answered(asked)) {
            return;
        }
        standing.ends(offsets.begin(), offsets.end());
        ends = true;
        measure(partition, standing, now());
    }

    /** A look has ended. Its answers were taken when they came. */
    void ended(BrokerLook look) {
        ended(look, owners.get());
    }

    private synchronized void ended(BrokerLook look, Map<TopicPartition, String> working) {
        Moment now = now();
        topics.looked(look);
        brokers.failed(look.failure());
        if (look.committed() == null) {
            coordinator.failed(look.coordinatorFailure());
        }
        compareEnds(look);
        own(working);
        partitions.forEach((partition, standing) -> {
            if (!look.partitions().containsKey(partition)) {
                standing.leader().failed(look.failure());
            }
            measure(partition, standing, now);
            standing.mark(now, TURNS * stallNanos);
        });
        settleDeath(now);
    }

    /** Detects a truncated input: an offset committed at the last look is beyond the present end. */
    private void compareEnds(BrokerLook look) {
        look.partitions().forEach((partition, offsets) -> {
            PartitionState standing = partitions.get(partition);
            Long said = standing == null ? null : standing.said();
            if (said != null && said > offsets.end()) {
                inputCutShort(new JumpedOffsets.Jump(partition, said, said, offsets.end()).words());
            }
        });
        Map<TopicPartition, Long> committed = look.committed();
        if (committed != null) {
            committed.forEach((partition, offset) -> standing(partition, now()).coordinatorSaid(offset));
        }
    }

    private PartitionState standing(TopicPartition partition, Moment now) {
        return partitions.computeIfAbsent(partition, unseen -> new PartitionState(now));
    }

    private void measure(TopicPartition partition, PartitionState standing, Moment now) {
        standing.measure(committed -> positions.settled(partition, committed), now);
    }

    /**
     * The stream committed a partition up to this offset.
     *
     * @param begunNanos when the commit was begun, by the monotonic clock
     */
    public synchronized void committed(TopicPartition partition, long offset, long begunNanos) {
        Moment now = now();
        standing(partition, now).streamCommits(offset, now.at(begunNanos), now);
        failures.committed(partition, offset);
        settleDeath(now);
    }

    /** The input was found to end before the next offset to read. */
    public synchronized void inputCutShort(String words) {
        cutShort = words + ". Stop the stream, and start it with another application.id and topic.names.prefix";
    }

    /** A stream thread died for this reason. Threads that die of it one after the other are one line on a console. */
    public synchronized void died(String reason) {
        Moment now = now();
        Death before = death;
        death = new Death(before != null && before.words().equals(reason) ? before.first() : now, now, reason);
    }

    /** Forgets a death once something was committed after it, or no record waits. */
    private void settleDeath(Moment now) {
        Death last = death;
        if (last == null) {
            return;
        }
        boolean moved = partitions.values().stream()
                .anyMatch(standing -> standing.moved().nanos() - last.when().nanos() > 0);
        boolean idle = now.nanos() - last.when().nanos() > stallNanos / 2
                && partitions.values().stream().allMatch(standing -> standing.waiting() == 0);
        if (moved || idle) {
            death = null;
        }
    }

    /** Which thread of this instance processes which partition; it changes with a rebalance, at any time. */
    private void own(Map<TopicPartition, String> working) {
        partitions.forEach((partition, standing) -> standing.workedBy(working.get(partition)));
    }

    /** Reasons from brokers, topics, threads and offsets why the instance does not fill records; empty for none. */
    public List<Stop> stops() {
        return stops(owners.get());
    }

    private synchronized List<Stop> stops(Map<TopicPartition, String> working) {
        own(working);
        Moment now = now();
        List<Stop> stops = new ArrayList<>(topics.stops());
        String shorter = cutShort;
        if (shorter != null && stops.isEmpty()) {
            stops.add(new Stop(Cause.INPUT, shorter));
        }
        stops.addAll(failures.stops(partition -> isHere(partition)));
        Death last = death;
        if (last != null) {
            stops.add(new Stop(
                    Cause.THREAD,
                    "a stream thread died at " + last.first().words() + " and nothing has been committed since: "
                            + last.words()));
        }
        if (isLate(brokers.last(), now)) {
            stops.add(new Stop(Cause.BROKER, "no broker has answered" + brokers.since()));
            return stops;
        }
        if (isLate(coordinator.last(), now)) {
            stops.add(new Stop(
                    Cause.COORDINATOR,
                    "the coordinator of group " + group + " has not answered" + coordinator.since()));
        }
        partitions.forEach((partition, standing) -> {
            if (standing.thread() != null && isLate(standing.leader().last(), now)) {
                stops.add(new Stop(
                        Cause.BROKER,
                        "the leader of " + partition + " has not answered"
                                + standing.leader().since()));
            }
        });
        standstill(now).or(this::unproven).ifPresent(stops::add);
        return stops;
    }

    /** A start is over when the first record that waited is committed. */
    private Optional<Stop> unproven() {
        if (!ends) {
            return Optional.of(new Stop(Cause.STATE, "starts: the offsets of the input are not known yet"));
        }
        return partitions.entrySet().stream()
                .filter(entry -> isUnproven(entry.getValue()))
                .findFirst()
                .map(entry ->
                        new Stop(Cause.STATE, "starts: nothing of " + entry.getKey() + " has been committed yet"));
    }

    /**
     * Whether nothing shows that the stream fills the waiting records of a partition, neither a commit of them nor a thread
     * that is busy with other partitions. Nobody knows how long they waited before the start.
     */
    private boolean isUnproven(PartitionState standing) {
        Moment since = standing.stillSince();
        if (standing.thread() == null || !standing.isUnproven() || since == null) {
            return false;
        }
        List<PartitionState> others = othersOfItsThread(standing);
        return others.stream().noneMatch(PartitionState::hasMoved)
                || others.stream().allMatch(other -> other.isFinishedBeyond(since));
    }

    private List<PartitionState> othersOfItsThread(PartitionState standing) {
        return partitions.values().stream()
                .filter(other -> other != standing && Objects.equals(other.thread(), standing.thread()))
                .toList();
    }

    private boolean isHere(TopicPartition partition) {
        PartitionState standing = partitions.get(partition);
        return standing != null && standing.thread() != null;
    }

    private boolean isLate(Moment last, Moment now) {
        return now.nanos() - last.nanos() >= stallNanos;
    }

    private Optional<Stop> standstill(Moment now) {
        List<TopicPartition> still = still(now);
        if (still.isEmpty()) {
            return Optional.empty();
        }
        String named = still.stream()
                .limit(MOST_NAMED)
                .map(partition -> standstillText(partition, partitions.get(partition)))
                .collect(Collectors.joining(", "));
        String more = still.size() > MOST_NAMED ? " and " + (still.size() - MOST_NAMED) + " more partitions" : "";
        return Optional.of(new Stop(Cause.UNKNOWN, "records wait and nothing is committed: " + named + more));
    }

    private String standstillText(TopicPartition partition, @Nullable PartitionState standing) {
        Moment since = standing == null ? null : standing.stillSince();
        Long committed = standing == null ? null : standing.committed();
        return partition + " stands at offset "
                + (committed == null ? standing == null ? 0 : standing.begin() : committed)
                + (since == null ? "" : " since " + since.words());
    }

    /**
     * Partitions of this instance that should have advanced and did not. An instance without a partition is judged by the
     * whole group: while nobody commits and records wait, it does not say that all is well.
     */
    private List<TopicPartition> still(Moment now) {
        long here = partitions.values().stream()
                .filter(standing -> standing.thread() != null)
                .count();
        boolean group = here == 0;
        boolean inTurn = group || here > threads;
        Map<String, Long> threadMoved = new HashMap<>();
        partitions.values().forEach(standing -> {
            String thread = thread(standing, group);
            if (thread != null) {
                threadMoved.merge(thread, standing.moved().nanos(), (a, b) -> a - b > 0 ? a : b);
            }
        });
        List<TopicPartition> still = new ArrayList<>();
        partitions.forEach((partition, standing) -> {
            Moment since = standing.stillSince();
            String thread = thread(standing, group);
            if (thread != null && since != null) {
                long nanos = now.nanos() - since.nanos();
                long threadNanos = now.nanos()
                        - threadMoved.getOrDefault(thread, standing.moved().nanos());
                boolean turnsAreOver = !group && (nanos >= TURNS * stallNanos || othersHadTheirTurns(partition, since));
                if (nanos >= stallNanos && (!inTurn || threadNanos >= stallNanos || turnsAreOver)) {
                    still.add(partition);
                }
            }
        });
        return still;
    }

    /**
     * Whether the thread of this partition has, since this moment, finished the older records of its other partitions, or two
     * turns of each.
     */
    private boolean othersHadTheirTurns(TopicPartition partition, Moment since) {
        PartitionState own = partitions.get(partition);
        if (own == null) {
            return false;
        }
        List<PartitionState> others = othersOfItsThread(own);
        return others.stream().allMatch(other -> other.isFinishedBeyond(since))
                || others.stream()
                                .mapToLong(other -> other.advancedSince(since))
                                .sum()
                        > TWO_TURNS * others.size();
    }

    private static @Nullable String thread(PartitionState standing, boolean group) {
        return group ? THE_GROUP : standing.thread();
    }

    /** Whether records have waited without progress or an external cause for so long that a restart may help. */
    public boolean mayRestartHelp() {
        return mayRestartHelp(owners.get());
    }

    private synchronized boolean mayRestartHelp(Map<TopicPartition, String> working) {
        Moment now = now();
        List<Stop> stops = stops(working);
        return stops.size() == 1
                && stops.get(0).cause() == Cause.UNKNOWN
                && still(now).stream()
                        .filter(this::isHere)
                        .map(partition -> partitions.get(partition))
                        .map(standing -> standing == null ? null : standing.seenStillSince())
                        .anyMatch(since -> since != null && now.nanos() - since.nanos() >= RESTART_AFTER_NANOS);
    }

    /**
     * Progress of each input partition.
     *
     * @param whole cause that stops all of them; null where there is none
     */
    public List<PartitionProgress> partitions(@Nullable Cause whole) {
        return partitions(whole, owners.get());
    }

    private synchronized List<PartitionProgress> partitions(
            @Nullable Cause whole, Map<TopicPartition, String> working) {
        Cause own = stops(working).stream().map(Stop::cause).findFirst().orElse(null);
        List<TopicPartition> still = still(now());
        List<PartitionProgress> all = new ArrayList<>();
        partitions.forEach((partition, standing) -> {
            Cause cause = whole;
            if (cause == null && standing.thread() != null && (still.contains(partition) || own == Cause.BROKER)) {
                cause = own;
            }
            all.add(new PartitionProgress(
                    oneTopic ? null : partition.topic(),
                    partition.partition(),
                    standing.thread() != null,
                    standing.end(),
                    standing.committed(),
                    standing.waiting(),
                    standing.moved().ms(),
                    cause == null ? null : cause.word()));
        });
        return all;
    }

    /** Changes of the topics since the last call, one line each. */
    public synchronized List<String> news() {
        return topics.news();
    }
}
