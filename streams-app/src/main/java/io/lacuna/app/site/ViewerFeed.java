package io.lacuna.app.site;

import io.lacuna.app.stream.recent.RecentRecords;
import io.lacuna.app.stream.recent.SeenRecord;
import io.lacuna.app.web.EventFeed;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.schemas.ImputedCell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one viewer receives: what all see, where it changed, and the new records of the chosen key. For one thread at a time.
 *
 * <p>A record has a cell for each feature: {@code [value]} where it is observed, {@code [mean, lower, upper, age]} for a filled
 * number, {@code [category, probability, null, age]} for other filled cells, and null for a gap that stays. Categories are told
 * by their index, ages of the past they are filled with in milliseconds; null where they are filled without.
 */
final class ViewerFeed implements EventFeed {
    private final StreamView view;
    private final @Nullable String chosen;
    private final ChangedEvents shared;
    private @Nullable Features features;
    private @Nullable String key;
    private long newest;

    /** @param chosen the key whose records are sent; null for any */
    ViewerFeed(StreamView view, @Nullable String chosen) {
        this.view = view;
        this.chosen = chosen;
        shared = new ChangedEvents(view::events);
    }

    @Override
    public List<Event> next() {
        List<Event> events = new ArrayList<>(shared.next());
        records().ifPresent(events::add);
        return events;
    }

    private Optional<Event> records() {
        RecentRecords recent = view.recent();
        if (chosen != null) {
            recent.keep(chosen);
        }
        if (key == null) {
            key = chosen != null ? chosen : recent.keys().stream().findFirst().orElse(null);
        }
        if (key == null) {
            return Optional.empty();
        }
        List<SeenRecord> fresh = recent.of(key, newest);
        if (fresh.isEmpty() && features != null) {
            return Optional.empty();
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("key", key);
        if (!fresh.isEmpty()) {
            SeenRecord last = fresh.get(fresh.size() - 1);
            newest = last.number();
            if (!last.features().equals(features)) {
                features = last.features();
                told.put("features", named(last.features()));
            }
            told.put(
                    "records",
                    fresh.stream()
                            .filter(record -> record.features().equals(last.features()))
                            .map(ViewerFeed::told)
                            .toList());
        }
        return Optional.of(new Event("records", TopicView.text(told)));
    }

    private static List<Map<String, Object>> named(Features features) {
        return features.list().stream()
                .map(feature -> {
                    Map<String, Object> named = new LinkedHashMap<>();
                    named.put("name", feature.name());
                    named.put("labels", labels(feature));
                    return named;
                })
                .toList();
    }

    /** The labels of a category or a flag; null of a number. */
    private static @Nullable List<String> labels(Feature feature) {
        if (feature.isContinuous()) {
            return null;
        }
        List<String> labels = new ArrayList<>();
        for (int c = 0; c < feature.categories(); c++) {
            labels.add(feature.label(c));
        }
        return labels;
    }

    private static Map<String, Object> told(SeenRecord record) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("n", record.number());
        told.put("t", record.timeMs());
        told.put("at", record.topic() + "-" + record.partition() + "@" + record.offset());
        told.put("g", record.generation());
        List<@Nullable List<@Nullable Number>> cells = new ArrayList<>();
        Map<String, ImputedCell> filled = new HashMap<>();
        record.note().toImputation().getCells().forEach(cell -> filled.put(cell.getField(), cell));
        for (int j = 0; j < record.cells().length; j++) {
            Feature feature = record.features().get(j);
            ImputedCell cell = filled.get(feature.name());
            if (!Double.isNaN(record.cells()[j])) {
                cells.add(numbers(record.cells()[j]));
            } else {
                cells.add(cell == null ? null : filled(feature, cell));
            }
        }
        told.put("c", cells);
        return told;
    }

    private static List<@Nullable Number> filled(Feature feature, ImputedCell cell) {
        Long age = cell.getContext() == null ? null : (Long) cell.getContext().getAgeMs();
        if (feature.isContinuous()) {
            return numbers(cell.getMean(), cell.getLower(), cell.getUpper(), age);
        }
        String best = null;
        double most = -1;
        if (cell.getProbabilities() != null) {
            for (Map.Entry<String, Double> label : cell.getProbabilities().entrySet()) {
                if (label.getValue() > most) {
                    best = label.getKey();
                    most = label.getValue();
                }
            }
        }
        return numbers(index(feature, best), most, null, age);
    }

    private static @Nullable Integer index(Feature feature, @Nullable String label) {
        if (label == null) {
            return null;
        }
        return feature.type() instanceof FeatureType.Categorical categorical
                ? (Integer) categorical.labels().indexOf(label)
                : (Integer) (label.equals("true") ? 1 : 0);
    }

    /** A list that may hold null. */
    private static List<@Nullable Number> numbers(@Nullable Number... values) {
        List<@Nullable Number> all = new ArrayList<>();
        for (Number value : values) {
            all.add(value);
        }
        return all;
    }
}
