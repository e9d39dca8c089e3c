package io.lacuna.app.stream.failure;

import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Postpones the failure of a record that cannot be decoded until the record is processed. Kafka Streams decodes a record
 * before it processes the one before it; if both became dead letters, they would be in the wrong order. Other failures, such as
 * a registry that does not answer, are thrown at once. As safe for concurrent use as the deserializer that it wraps.
 */
public final class InTurnDeserializer implements Deserializer<GenericRecord> {
    private final Deserializer<GenericRecord> decode;

    public InTurnDeserializer(Deserializer<GenericRecord> decode) {
        this.decode = decode;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        decode.configure(configs, isKey);
    }

    @Override
    public GenericRecord deserialize(String topic, byte @Nullable [] data) {
        try {
            return decode.deserialize(topic, data);
        } catch (SerializationException failure) {
            return later(failure);
        }
    }

    @Override
    public GenericRecord deserialize(String topic, Headers headers, byte @Nullable [] data) {
        try {
            return decode.deserialize(topic, headers, data);
        } catch (SerializationException failure) {
            return later(failure);
        }
    }

    private static GenericRecord later(SerializationException failure) {
        if (DeadLetters.isOutage(failure)) {
            throw failure;
        }
        return new Undecoded(failure);
    }

    @Override
    public void close() {
        decode.close();
    }
}
