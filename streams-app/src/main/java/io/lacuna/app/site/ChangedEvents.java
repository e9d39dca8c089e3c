package io.lacuna.app.site;

import io.lacuna.app.web.EventFeed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What one viewer receives of what all see: the events whose data have changed since it got them. For one thread at a time. */
final class ChangedEvents implements EventFeed {
    private final Supplier<List<Event>> all;
    private final Map<String, String> sent = new HashMap<>();

    ChangedEvents(Supplier<List<Event>> all) {
        this.all = all;
    }

    @Override
    public List<Event> next() {
        return all.get().stream()
                .filter(event -> !event.data().equals(sent.put(event.name(), event.data())))
                .toList();
    }
}
