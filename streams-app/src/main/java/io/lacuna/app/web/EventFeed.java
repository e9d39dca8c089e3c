package io.lacuna.app.web;

import java.util.List;

/** What one viewer receives, once a second. For one thread at a time. */
@FunctionalInterface
public interface EventFeed {
    /**
     * An event of {@code text/event-stream}.
     *
     * @param name of its kind
     * @param data in one line
     */
    record Event(String name, String data) {}

    /** The events since the last call; may be empty. */
    List<Event> next();
}
