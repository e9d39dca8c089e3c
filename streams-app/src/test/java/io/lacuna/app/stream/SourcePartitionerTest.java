package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.generation.Selection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourcePartitionerTest {
    private final StreamMetrics metrics = new StreamMetrics(new SimpleMeterRegistry(), Selection.LATEST);
    private final SourcePartitioner partitioner = new SourcePartitioner(metrics);

    @Test
    void aRecordKeepsItsPartition() {
        partitioner.at(2);
        assertThat(partitioner.partitions("out", new byte[0], new byte[0], 3)).hasValue(Set.of(2));
        assertThat(metrics.displacedCount()).isZero();
    }

    @Test
    void whatGoesToAnotherPlaceForAnOutputHasTooFewPartitionsIsCounted() {
        partitioner.at(2);
        assertThat(partitioner.partitions("out", new byte[0], new byte[0], 2)).hasValue(Set.of(0));
        partitioner.at(3);
        partitioner.partitions("out", new byte[0], new byte[0], 2);
        assertThat(metrics.displacedCount()).isEqualTo(2);
    }
}
