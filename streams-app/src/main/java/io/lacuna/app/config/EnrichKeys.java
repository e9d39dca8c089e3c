package io.lacuna.app.config;

import io.lacuna.internal.partner.EnrichTopic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** Defines the keys of enrichment: other topics whose records help to fill. */
public final class EnrichKeys {
    public static final String ENRICH_TOPIC = "enrich.topic";
    public static final String ENRICH_KEY = "enrich.key";
    public static final String ENRICH_PARTITIONED = "enrich.partitioned";
    public static final String ENRICH_OUTPUT = "enrich.output";

    /** Several topics may have the same key field, and some none. */
    private static final ConfigDef.Validator ANY_FIELDS =
            ConfigDef.LambdaValidator.with((name, fields) -> {}, () -> "");

    private static final String GROUP = "Enrichment from other topics";

    private EnrichKeys() {}

    static void define(LacunaKeys keys) {
        keys.key(
                GROUP,
                ENRICH_TOPIC,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Topics in the input's format, such as the metadata of stations: the newest record with a record's key, its partner,"
                        + " helps to fill it. Numbers, booleans and enums of a partner that the record does not have by"
                        + " name are conditioned on, and never filled. Each instance holds a whole topic in memory, unless"
                        + " `enrich.partitioned` names it. A partner that is missing, late or unreadable is missing, not an"
                        + " error.");
        keys.key(
                GROUP,
                ENRICH_KEY,
                Type.LIST,
                List.of(),
                ANY_FIELDS,
                "For each topic of `enrich.topic`, the field of the input whose value, as text, is the partner's key, such as a"
                        + " region. Empty means the key of the Kafka record, byte for byte; so does an empty element, as in `,region`.");
        keys.key(
                GROUP,
                ENRICH_PARTITIONED,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "The topics of `enrich.topic` that are too large for each instance: each task holds the partition with the"
                        + " number of its input partition, in a store of the kind of `context.store` with the changelog"
                        + " `<application.id>-partners-<topic>-changelog`. Such a topic has as many partitions as the input and is"
                        + " partitioned by the same keys, which are those of the Kafka records.");
        keys.key(
                GROUP,
                ENRICH_OUTPUT,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Fields of partners, of any type, that are written into the imputed record, if it does not have a field of that"
                        + " name. In Avro they are nullable fields behind the note; a record without a partner does not have them.");
    }

    /**
     * The topics of partners.
     *
     * @throws ConfigException if there are not as many key fields as topics, a topic is named twice, or a partitioned one
     *     is no such topic or has a key field
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
        List<String> partitioned = values.getList(ENRICH_PARTITIONED);
        if (!topics.containsAll(partitioned)) {
            throw new ConfigException(ENRICH_PARTITIONED, partitioned, "must be topics of " + ENRICH_TOPIC);
        }
        List<EnrichTopic> all = new ArrayList<>();
        for (int t = 0; t < topics.size(); t++) {
            String field = fields.isEmpty() ? "" : fields.get(t);
            boolean byPartition = partitioned.contains(topics.get(t));
            if (byPartition && !field.isEmpty()) {
                throw new ConfigException(
                        ENRICH_KEY,
                        fields,
                        "must have no field for " + topics.get(t) + " of " + ENRICH_PARTITIONED
                                + ": the partition of a record tells its Kafka key, and nothing of its fields");
            }
            all.add(new EnrichTopic(topics.get(t), field, byPartition));
        }
        return List.copyOf(all);
    }

    /** Fields of partners that are written into imputed records. */
    static List<String> output(AbstractConfig values) {
        return values.getList(ENRICH_OUTPUT);
    }
}
