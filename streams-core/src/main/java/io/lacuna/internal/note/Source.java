package io.lacuna.internal.note;

/** The position of a record in Kafka, its name forever. Immutable. */
public record Source(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
