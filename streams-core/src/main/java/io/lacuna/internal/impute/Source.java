package io.lacuna.internal.impute;

/** Where a record stands in Kafka; names it for ever. */
public record Source(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
