package io.lacuna.app.progress;

import io.lacuna.app.config.InputTopics;
import io.lacuna.app.progress.Stop.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares input and output topics with their state at the start: deleted, created again, fewer partitions than an
 * input topic.
 */
final class TopicStanding {
    /** For this time a topic may be unknown to some brokers after its creation. */
    private static final int MISSES = 2;

    private final InputTopics inputs;
    private final Map<String, String> roles = new TreeMap<>();
    private final Map<String, Seen> seen = new TreeMap<>();
    private List<String> news = new ArrayList<>();

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
        inputs = settings.inputs();
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
    }

    private String words(String topic) {
        return roles.getOrDefault(topic, "input") + " topic " + topic;
    }

    List<Stop> stops() {
        List<Stop> stops = new ArrayList<>();
        seen.forEach((topic, in) -> {
            if (!roles.containsKey(topic)) {
                input(topic, in, stops);
            }
        });
        int inputPartitions = inputPartitions();
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

    /** Stops of an input topic. Where a pattern selects the topics, one may be deleted. */
    private void input(String topic, Seen in, List<Stop> stops) {
        if (in.isGone()) {
            if (inputs instanceof InputTopics.Named) {
                stops.add(new Stop(Cause.INPUT, "the input topic " + topic + " does not exist"));
            }
        } else if (in.remade) {
            stops.add(new Stop(
                    Cause.INPUT,
                    "the input topic " + topic
                            + " was deleted and created again: its offsets start at 0, and the outputs contain"
                            + " records of the old one. Stop the stream, and start it with another application.id and"
                            + " topic.names.prefix"));
        }
    }

    /** Partitions of the input topic that has most. */
    private int inputPartitions() {
        int most = 0;
        for (Map.Entry<String, Seen> topic : seen.entrySet()) {
            BrokerLook.Topic now = topic.getValue().now;
            if (!roles.containsKey(topic.getKey()) && now != null) {
                most = Math.max(most, now.partitions());
            }
        }
        return most;
    }

    List<String> news() {
        List<String> told = news;
        news = new ArrayList<>();
        return told;
    }
}
