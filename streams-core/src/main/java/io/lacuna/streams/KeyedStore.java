package io.lacuna.streams;

import io.lacuna.internal.impute.ContextSettings;
import io.lacuna.internal.keyed.KeyBytes;
import io.lacuna.internal.keyed.TopicKeys;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** The store of the keys' memories, and the conversion of a record's key into bytes. Immutable. */
final class KeyedStore<K> {
    private final KeyValueBytesStoreSupplier store;
    private final KeyBytes<K> keys;
    private final boolean byTopic;

    KeyedStore(KeyValueBytesStoreSupplier store, Serializer<K> serializer, ContextSettings settings) {
        this.store = store;
        keys = new KeyBytes<>(serializer, settings.keyField());
        byTopic = settings.byTopic();
    }

    String name() {
        return store.name();
    }

    /** Uses a cache, so that a busy key writes one changelog record per commit. */
    StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(store, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of());
    }

    byte @Nullable [] key(String topic, @Nullable K key, GenericRecord value) {
        byte[] bytes = keys.of(topic, key, value);
        return bytes == null || !byTopic ? bytes : TopicKeys.key(topic, bytes);
    }
}
