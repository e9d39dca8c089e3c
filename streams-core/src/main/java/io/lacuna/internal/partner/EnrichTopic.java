package io.lacuna.internal.partner;

/**
 * A topic whose newest record of a key is the partner of the records with that key. Immutable.
 *
 * @param topic its name
 * @param keyField field of the records to fill whose value is the key; empty for the key of the Kafka record
 */
public record EnrichTopic(String topic, String keyField) {
    /** Name of the global store; it must stay the same across versions. */
    public String storeName() {
        return "partners-" + topic;
    }
}
