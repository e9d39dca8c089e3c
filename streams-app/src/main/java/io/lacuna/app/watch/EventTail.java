package io.lacuna.app.watch;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The newest events of the events topic. For one thread. */
public final class EventTail implements AutoCloseable {
    private static final Duration WAIT = Duration.ofMillis(50);

    private final int most;
    private final TopicTail<Event> events;
    private final Deque<Event> newest = new ArrayDeque<>();

    /** @param most number of events that are kept */
    public EventTail(LacunaConfig config, SchemaRegistry registry, int most) {
        this.most = most;
        events = new TopicTail<>(
                config, config.eventsTopic(), config.recordFormat().own(Event.class, registry), most);
    }

    /** Reads on, and returns the newest events, oldest first; none while the topic does not exist. */
    public List<Event> read() {
        events.read(WAIT, (record, event) -> newest.addLast(event));
        while (newest.size() > most) {
            newest.removeFirst();
        }
        return new ArrayList<>(newest);
    }

    @Override
    public void close() {
        events.close();
    }
}
