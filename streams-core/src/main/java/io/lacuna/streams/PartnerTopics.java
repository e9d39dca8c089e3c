package io.lacuna.streams;

import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.internal.partner.PartnerTables;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** The topics of partners, and how their keys and values are read. Immutable. */
record PartnerTopics<K>(List<EnrichTopic> topics, Serializer<K> keys, Deserializer<GenericRecord> values) {
    PartnerTables<K> open(PartnerTables.Stores stores) {
        return new PartnerTables<>(topics, stores, keys, values);
    }
}
