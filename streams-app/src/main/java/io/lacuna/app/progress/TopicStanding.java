package io.lacuna.app.progress;

import io.lacuna.app.progress.Stop.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares input and output topics with their state at the start: deleted, created again, fewer partitions than the
 * input.
 */
final class TopicStanding {
    /** For this time a topic may be unknown to some brokers after its creation. */
    private static final int MISSES = 2;

    private final String input;
    private final Map<String, String> roles = new TreeMap<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private List<String> news = new ArrayList<>();
    private int inputPartitions;

    /** History of one topic. */
    private static final class Seen {
        private BrokerLook.@Nullable Topic first;
        private BrokerLook.@Nullable Topic now;
        private int missed;
        private boolean remade;

        boolean isGone() {
            return missed >= MISSES;
        }
    }

    TopicStanding(ProgressSettings settings) {
        input = settings.input();
        settings.outputs().forEach((role, topic) -> roles.put(topic, role));
    }

    void looked(BrokerLook look) {
        look.topics().forEach((name, topic) -> {
            Seen one = seen.computeIfAbsent(name, unseen -> new Seen());
            if (topic == null) {
                one.missed++;
                if (one.missed == MISSES) {
                    news.add("the " + words(name) + " is gone");
                }
                return;
            }
            if (one.isGone()) {
                news.add("the " + words(name) + " exists again");
            }
            one.missed = 0;
            take(name, one, topic);
        });
    }

    private void take(String name, Seen one, BrokerLook.Topic topic) {
        BrokerLook.Topic before = one.now;
        if (one.first == null) {
            one.first = topic;
        } else if (before != null && !topic.id().equals(before.id())) {
            one.remade = true;
            news.add("the " + words(name) + " was deleted and created again, with " + topic.partitions()
                    + " partitions; its records are lost");
        } else if (before != null && topic.partitions() != before.partitions()) {
            news.add("the " + words(name) + " got more partitions: " + topic.partitions() + " instead of "
                    + before.partitions());
        }
        one.now = topic;
        if (name.equals(input)) {
            inputPartitions = topic.partitions();
        }
    }

    private String words(String topic) {
        return (topic.equals(input) ? "input" : roles.get(topic)) + " topic " + topic;
    }

    List<Stop> stops() {
        List<Stop> stops = new ArrayList<>();
        Seen in = seen.get(input);
        if (in != null && in.isGone()) {
            stops.add(new Stop(Cause.INPUT, "the input topic " + input + " does not exist"));
        } else if (in != null && in.remade) {
            stops.add(new Stop(
                    Cause.INPUT,
                    "the input topic " + input
                            + " was deleted and created again: its offsets start at 0, and the outputs contain"
                            + " records of the old one. Stop the stream, and start it with another application.id and"
                            + " topic.names.prefix"));
        }
        roles.forEach((topic, role) -> {
            Seen out = seen.get(topic);
            BrokerLook.Topic now = out == null ? null : out.now;
            if (out != null && out.isGone()) {
                stops.add(new Stop(
                        Cause.OUTPUT,
                        "the " + words(topic) + " does not exist; create it with " + inputPartitions + " partitions"));
            } else if (now != null && now.partitions() < inputPartitions) {
                stops.add(new Stop(
                        Cause.OUTPUT,
                        "the " + words(topic) + " has " + now.partitions() + " partitions and the input topic "
                                + inputPartitions + ", and records keep their partition; add partitions to it"));
            }
        });
        return stops;
    }

    List<String> news() {
        List<String> told = news;
        news = new ArrayList<>();
        return told;
    }
}
