package io.lacuna.app.config;

import io.lacuna.internal.partner.EnrichTopic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** Defines the keys of enrichment: other topics whose records help to fill. */
public final class EnrichKeys {
    public static final String ENRICH_TOPIC = "enrich.topic";
    public static final String ENRICH_KEY = "enrich.key";

    private static final String GROUP = "Enrichment from other topics";

    private EnrichKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(
                GROUP,
                ENRICH_TOPIC,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Topics of Avro records, such as the metadata of stations: the newest record with a record's key, its partner, helps to"
                        + " fill it. Numbers, booleans and enums of a partner that the record does not have by"
                        + " name are conditioned on, and never filled or written. Each instance holds a whole topic in"
                        + " memory. A partner that is missing, late or unreadable is missing, not an error.");
        keys.key(
                GROUP,
                ENRICH_KEY,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "For each topic of `enrich.topic`, the field of the input whose value, as text, is the partner's key, such as a"
                        + " region. Empty means the key of the Kafka record, byte for byte.");
    }

    /**
     * The topics of partners.
     *
     * @throws ConfigException if there are not as many key fields as topics, or a topic is named twice
     */
    static List<EnrichTopic> topics(AbstractConfig values) {
        List<String> topics = values.getList(ENRICH_TOPIC);
        List<String> fields = values.getList(ENRICH_KEY);
        if (!fields.isEmpty() && fields.size() != topics.size()) {
            throw new ConfigException(
                    ENRICH_KEY,
                    fields,
                    "must name a field for each of the " + topics.size() + " topics of " + ENRICH_TOPIC + ", or none");
        }
        if (new HashSet<>(topics).size() != topics.size()) {
            throw new ConfigException(ENRICH_TOPIC, topics, "names a topic twice");
        }
        List<EnrichTopic> all = new ArrayList<>();
        for (int t = 0; t < topics.size(); t++) {
            all.add(new EnrichTopic(topics.get(t), fields.isEmpty() ? "" : fields.get(t)));
        }
        return List.copyOf(all);
    }
}
