package io.lacuna.internal.registry;

import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/** The rule that names the subject of a topic's values, as in Confluent's {@code value.subject.name.strategy}. */
enum SubjectNaming {
    /** The topic's name and {@code -value}. */
    TOPIC,
    /** The full name of the record type. */
    RECORD,
    /** The topic's name, a hyphen and the full name of the record type. */
    TOPIC_RECORD;

    static final String KEY = "value.subject.name.strategy";

    /**
     * Reads {@code topic}, {@code record}, {@code topic-record}, or the class names of Confluent's strategies.
     *
     * @throws ConfigException if it is none of them
     */
    static SubjectNaming of(String text) {
        String name = text.strip();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return switch (simple.toLowerCase(Locale.ROOT)) {
            case "topic", "topicnamestrategy" -> TOPIC;
            case "record", "recordnamestrategy" -> RECORD;
            case "topic-record", "topicrecordnamestrategy" -> TOPIC_RECORD;
            default ->
                throw new ConfigException(
                        RegistrySettings.PREFIX + KEY,
                        text,
                        "must be topic, record or topic-record, or the class of one of Confluent's three strategies");
        };
    }

    String subject(String topic, Schema schema) {
        return switch (this) {
            case TOPIC -> topic + "-value";
            case RECORD -> schema.getFullName();
            case TOPIC_RECORD -> topic + "-" + schema.getFullName();
        };
    }
}
