package io.lacuna.app.progress;

import io.lacuna.app.progress.Stop.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records that end a stream thread each time they are processed. After a number of deaths at the same offset either the
 * record is set aside and becomes a dead letter, known by its offset alone, or the stream stops there and is not ready.
 * Safe to share between threads; without failures a check costs one volatile read.
 */
public final class RepeatedFailures {
    private final int most;
    private final boolean setAside;
    private final Map<Place, Failure> places = new ConcurrentSkipListMap<>();
    private volatile boolean any;

    private record Place(TopicPartition partition, long offset) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing(
                        (Place place) -> place.partition().topic())
                .thenComparingInt(place -> place.partition().partition())
                .thenComparingLong(Place::offset);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private record Failure(int deaths, String reason) {}

    /**
     * @param most number of deaths at one offset before it acts
     * @param setAside whether the record is then set aside; otherwise the stream stops at it
     */
    public RepeatedFailures(int most, boolean setAside) {
        this.most = most;
        this.setAside = setAside;
    }

    /**
     * A record ended a stream thread.
     *
     * @return how many times it has done so
     */
    public int failed(TopicPartition partition, long offset, String reason) {
        int deaths = places.merge(
                        new Place(partition, offset),
                        new Failure(1, reason),
                        (before, now) -> new Failure(before.deaths() + 1, now.reason()))
                .deaths();
        any = true;
        return deaths;
    }

    /** Whether the stream stops at this offset until the cause is corrected. */
    public boolean isHeld(TopicPartition partition, long offset) {
        Failure failure = any ? places.get(new Place(partition, offset)) : null;
        return failure != null && !setAside && failure.deaths() >= most;
    }

    /** The reason why a record is set aside; null where it is not. */
    public @Nullable String setAside(TopicPartition partition, long offset) {
        if (!any || !setAside) {
            return null;
        }
        Failure failure = places.get(new Place(partition, offset));
        return failure == null || failure.deaths() < most
                ? null
                : "it ended a stream thread " + failure.deaths() + " times: " + failure.reason();
    }

    /** All records of a partition below this offset have their outcome. */
    void committed(TopicPartition partition, long offset) {
        if (any) {
            places.keySet().removeIf(place -> place.partition().equals(partition) && place.offset() < offset);
            any = !places.isEmpty();
        }
    }

    /** Failures that repeat at partitions of this instance. */
    List<Stop> stops(Predicate<TopicPartition> isHere) {
        List<Stop> stops = new ArrayList<>();
        places.forEach((place, failure) -> {
            if (isHere.test(place.partition())) {
                String held = !setAside && failure.deaths() >= most ? "; the stream stops there" : "";
                stops.add(new Stop(
                        Cause.REPEATED_RECORD,
                        "record " + place.partition() + "@" + place.offset() + " ended a stream thread "
                                + failure.deaths() + (failure.deaths() == 1 ? " time: " : " times: ") + failure.reason()
                                + held));
            }
        });
        return stops;
    }
}
