package io.lacuna.internal.partner;

/**
 * A topic whose newest record of a key is the partner of the records with that key. Immutable.
 *
 * @param topic its name
 * @param keyField field of the records to fill whose value is the key; empty for the key of the Kafka record
 * @param partitioned whether each task holds the partners of its own partition; otherwise each instance holds all
 */
public record EnrichTopic(String topic, String keyField, boolean partitioned) {
    public EnrichTopic {
        if (partitioned && !keyField.isEmpty()) {
            throw new IllegalArgumentException("the partners of a partition are found by the records' own keys");
        }
    }

    /** A topic that each instance holds as a whole. */
    public EnrichTopic(String topic, String keyField) {
        this(topic, keyField, false);
    }

    /** Name of the store; it must stay the same across versions. */
    public String storeName() {
        return "partners-" + topic;
    }
}
