package io.lacuna.internal.partner;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Copies a topic of partners to its store, each value behind its position. Runs on the global thread, or for a partitioned
 * topic in the task that fills the records of the same partition.
 */
public final class PartnerProcessor implements Processor<byte[], byte[], Void, Void> {
    static final int POSITION_BYTES = Integer.BYTES + Long.BYTES;

    private final String storeName;
    private @Nullable ProcessorContext<Void, Void> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;

    public PartnerProcessor(EnrichTopic topic) {
        storeName = topic.storeName();
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        store = context.getStateStore(storeName);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        KeyValueStore<Bytes, byte[]> into = Objects.requireNonNull(store, "init must be called first");
        RecordMetadata place = Objects.requireNonNull(context).recordMetadata().orElse(null);
        if (record.key() == null || place == null) {
            return;
        }
        if (record.value() == null) {
            into.delete(Bytes.wrap(record.key()));
            return;
        }
        byte[] bytes = ByteBuffer.allocate(POSITION_BYTES + record.value().length)
                .putInt(place.partition())
                .putLong(place.offset())
                .put(record.value())
                .array();
        into.put(Bytes.wrap(record.key()), bytes);
    }
}
