package io.lacuna.benchmarks.history;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Everything that is known of a run.
 *
 * @param input the offsets that have a record, by input partition, ascending
 * @param skipped the offsets that the stream reported as deleted before they were read, by input partition
 * @param committed the group's offset, by input partition
 * @param published the generations that may fill records
 * @param logs what was written, by output partition, in the order of the log
 * @param traces what consumers were given
 */
record History(
        Map<Integer, long[]> input,
        Map<Integer, BitSet> skipped,
        Map<Integer, Long> committed,
        Set<Long> published,
        Map<TopicPartition, List<Write>> logs,
        List<Trace> traces) {}
