package io.lacuna.sandbox.process;

import java.util.Map;
import java.util.TreeMap;

/** Broker settings for use on one machine: small, and quick to start, to rebalance and to notice a failure. */
final class BrokerTuning {
    private BrokerTuning() {}

    static Map<String, String> properties(int brokers) {
        int replicas = Math.min(3, brokers);
        Map<String, String> tuned = new TreeMap<>();
        tuned.put("process.roles", "broker,controller");
        tuned.put("controller.listener.names", "CONTROLLER");
        tuned.put("num.partitions", "1");
        tuned.put("default.replication.factor", Integer.toString(replicas));
        tuned.put("min.insync.replicas", Integer.toString(Math.max(1, replicas - 1)));
        internalTopics(tuned, replicas);
        groups(tuned);
        failures(tuned);
        // The default of 128 MB would be a third of the heap.
        tuned.put("log.cleaner.dedupe.buffer.size", "2097152");
        tuned.put("log.cleaner.threads", "1");
        return tuned;
    }

    private static void internalTopics(Map<String, String> tuned, int replicas) {
        String minimum = Integer.toString(Math.max(1, replicas - 1));
        String factor = Integer.toString(replicas);
        tuned.put("offsets.topic.num.partitions", "3");
        tuned.put("offsets.topic.replication.factor", factor);
        for (String log : new String[] {"transaction.state.log", "share.coordinator.state.topic"}) {
            tuned.put(log + ".num.partitions", "3");
            tuned.put(log + ".replication.factor", factor);
            tuned.put(log + ".min.isr", minimum);
        }
    }

    private static void groups(Map<String, String> tuned) {
        tuned.put("group.initial.rebalance.delay.ms", "0");
        tuned.put("group.min.session.timeout.ms", "1000");
        tuned.put("group.streams.initial.rebalance.delay.ms", "0");
        tuned.put("group.streams.assignment.interval.ms", "0");
        for (String protocol : new String[] {"streams", "consumer"}) {
            tuned.put("group." + protocol + ".min.heartbeat.interval.ms", "200");
            tuned.put("group." + protocol + ".heartbeat.interval.ms", "300");
            tuned.put("group." + protocol + ".min.session.timeout.ms", "3000");
            tuned.put("group." + protocol + ".session.timeout.ms", "6000");
        }
    }

    private static void failures(Map<String, String> tuned) {
        tuned.put("broker.session.timeout.ms", "2000");
        tuned.put("broker.heartbeat.interval.ms", "300");
        tuned.put("controller.quorum.election.timeout.ms", "500");
        tuned.put("controller.quorum.fetch.timeout.ms", "1000");
    }
}
