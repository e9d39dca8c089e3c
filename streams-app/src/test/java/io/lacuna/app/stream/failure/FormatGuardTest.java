package io.lacuna.app.stream.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class FormatGuardTest {
    private static final SerializationException JSON = json();

    private final FormatGuard guard = new FormatGuard();

    private static SerializationException json() {
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", "mock://formats"))) {
            AvroValueDeserializer.generic(registry).deserialize("readings", "{}".getBytes(StandardCharsets.UTF_8));
            throw new AssertionError("it was read");
        } catch (SerializationException other) {
            return other;
        }
    }

    private boolean isOther(int times, Exception failure) {
        boolean other = false;
        for (int i = 0; i < times; i++) {
            other = guard.isOther(failure);
        }
        return other;
    }

    @Test
    void twentyRecordsOfAnotherFormatAndNoneOfItsOwnStopTheStream() {
        guard.watch();
        assertThat(isOther(19, JSON)).isFalse();
        assertThat(isOther(1, JSON)).isTrue();
        assertThat(isOther(1, JSON)).as("the thread that reads it again").isTrue();
    }

    @Test
    void oneRecordThatIsDecodedShowsThatTheFormatIsRight() {
        guard.watch();
        isOther(19, JSON);
        guard.decoded();
        assertThat(isOther(100, JSON)).isFalse();
    }

    @Test
    void recordsThatAreBrokenInAnotherWayDoNotCount() {
        guard.watch();
        assertThat(isOther(100, new SerializationException("too short"))).isFalse();
        assertThat(isOther(19, JSON)).isFalse();
    }

    @Test
    void nothingIsGuardedWhereTheFormatIsKnownFromTheStart() {
        assertThat(isOther(100, JSON)).isFalse();
    }
}
