package io.lacuna.internal.partner;

import io.lacuna.internal.impute.Partner;
import io.lacuna.internal.keyed.KeyBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the partners of records in the stores. A record without a key, a key without a partner, and a partner
 * that cannot be decoded are missing partners, not errors. Keeps decoded partners of busy keys. Mutable; one thread owns
 * it.
 *
 * @param <K> class of the Kafka records' keys
 */
public final class PartnerTables<K> {
    private static final int DECODED = 10_000;

    private final List<Table<K>> tables = new ArrayList<>();
    private final Deserializer<GenericRecord> values;

    /** Opens the store of a name. */
    public interface Stores {
        ReadOnlyKeyValueStore<Bytes, byte[]> open(String name);
    }

    private record Known(Partner partner, byte[] bytes) {}

    private record Table<K>(
            EnrichTopic topic,
            KeyBytes<K> keys,
            ReadOnlyKeyValueStore<Bytes, byte[]> store,
            Map<Bytes, Known> decoded) {}

    /**
     * @param keys serializer of the Kafka records' keys
     * @param values deserializer of partners
     */
    public PartnerTables(
            List<EnrichTopic> topics, Stores stores, Serializer<K> keys, Deserializer<GenericRecord> values) {
        this.values = values;
        for (EnrichTopic topic : topics) {
            Map<Bytes, Known> decoded = new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Bytes, Known> eldest) {
                    return size() > DECODED;
                }
            };
            tables.add(new Table<>(
                    topic, new KeyBytes<>(keys, topic.keyField()), stores.open(topic.storeName()), decoded));
        }
    }

    /** The partners of a record, at most one of each topic, in the order of the topics. */
    public List<Partner> of(String inputTopic, @Nullable K key, GenericRecord value) {
        List<Partner> partners = new ArrayList<>(tables.size());
        for (Table<K> table : tables) {
            byte[] bytes = table.keys().of(inputTopic, key, value);
            Partner partner = bytes == null ? null : find(table, Bytes.wrap(bytes));
            if (partner != null) {
                partners.add(partner);
            }
        }
        return partners;
    }

    private @Nullable Partner find(Table<K> table, Bytes key) {
        byte[] stored = table.store().get(key);
        if (stored == null) {
            return null;
        }
        Known known = table.decoded().get(key);
        if (known != null && (known.bytes() == stored || Arrays.equals(known.bytes(), stored))) {
            return known.partner();
        }
        PartnerProcessor.Stored found = PartnerProcessor.Stored.of(table.topic().topic(), stored);
        try {
            GenericRecord record = values.deserialize(found.place().topic(), found.headers(), found.value());
            if (record == null) {
                return null;
            }
            Partner partner = new Partner(found.place(), record);
            table.decoded().put(key, new Known(partner, stored));
            return partner;
        } catch (SerializationException poison) {
            return null;
        }
    }
}
