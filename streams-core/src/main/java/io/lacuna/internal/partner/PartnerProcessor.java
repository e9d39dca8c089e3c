package io.lacuna.internal.partner;

import io.lacuna.internal.avro.WireFormat;
import io.lacuna.internal.note.Source;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Copies a topic of partners to its store. Runs on the global thread, or for a partitioned topic in the task that fills the
 * records of the same partition. The store's bytes are, in this order:
 *
 * <pre>
 * int    partition; -1 - partition where the record's schema id is in a header
 * long   offset
 * byte   length of that header's value, and the value; absent where there is no such header
 * bytes  value
 * </pre>
 */
public final class PartnerProcessor implements Processor<byte[], byte[], Void, Void> {
    private static final int POSITION_BYTES = Integer.BYTES + Long.BYTES;

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
        into.put(Bytes.wrap(record.key()), stored(record, place));
    }

    private static byte[] stored(Record<byte[], byte[]> record, RecordMetadata place) {
        Header header = record.headers().lastHeader(WireFormat.ID_HEADER);
        byte[] id = header == null ? null : header.value();
        if (id == null || id.length > Byte.MAX_VALUE) { // A longer one is no schema id.
            return ByteBuffer.allocate(POSITION_BYTES + record.value().length)
                    .putInt(place.partition())
                    .putLong(place.offset())
                    .put(record.value())
                    .array();
        }
        return ByteBuffer.allocate(POSITION_BYTES + 1 + id.length + record.value().length)
                .putInt(-1 - place.partition())
                .putLong(place.offset())
                .put((byte) id.length)
                .put(id)
                .put(record.value())
                .array();
    }

    /**
     * A partner from the store's bytes.
     *
     * @param headers the header of its schema id, or none
     */
    record Stored(Source place, Headers headers, byte[] value) {
        static Stored of(String topic, byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int partition = in.getInt();
            long offset = in.getLong();
            Headers headers = new RecordHeaders();
            if (partition < 0) {
                headers.add(WireFormat.ID_HEADER, rest(in, in.get()));
                partition = -1 - partition;
            }
            return new Stored(new Source(topic, partition, offset), headers, rest(in, in.remaining()));
        }

        private static byte[] rest(ByteBuffer in, int length) {
            byte[] bytes = new byte[length];
            in.get(bytes);
            return bytes;
        }
    }
}
