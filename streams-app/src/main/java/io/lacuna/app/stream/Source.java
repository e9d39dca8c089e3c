package io.lacuna.app.stream;

/** Where a record stands in Kafka; names it for ever. */
record Source(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
