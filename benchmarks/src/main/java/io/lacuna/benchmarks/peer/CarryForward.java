package io.lacuna.benchmarks.peer;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What people write today: a missing number becomes the last one of its key, kept in a store. */
final class CarryForward implements FixedKeyProcessor<byte[], GenericRecord, GenericRecord> {
    static final String STORE = "last";

    private final int d;
    private @Nullable KeyValueStore<Bytes, byte[]> store;
    private @Nullable FixedKeyProcessorContext<byte[], GenericRecord> context;

    CarryForward(int d) {
        this.d = d;
    }

    @Override
    public void init(FixedKeyProcessorContext<byte[], GenericRecord> to) {
        context = to;
        store = to.getStateStore(STORE);
    }

    @Override
    public void process(FixedKeyRecord<byte[], GenericRecord> record) {
        KeyValueStore<Bytes, byte[]> last = Objects.requireNonNull(store);
        Bytes key = Bytes.wrap(record.key());
        byte[] known = last.get(key);
        ByteBuffer values = ByteBuffer.wrap(known == null ? empty() : known.clone());
        GenericRecord value = record.value();
        for (int j = 0; j < d; j++) {
            if (value.get(j) instanceof Double observed) {
                values.putDouble(j * Double.BYTES, observed);
            } else if (!Double.isNaN(values.getDouble(j * Double.BYTES))) {
                value.put(j, values.getDouble(j * Double.BYTES));
            }
        }
        last.put(key, values.array());
        Objects.requireNonNull(context).forward(record);
    }

    private byte[] empty() {
        ByteBuffer none = ByteBuffer.allocate(d * Double.BYTES);
        for (int j = 0; j < d; j++) {
            none.putDouble(Double.NaN);
        }
        return none.array();
    }
}
