package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.internal.generation.Models;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two input topics, one model. Without a past it fills 20; with one, more or less, as the key's last value was. */
class SeveralTopicsTest {
    private static final long MINUTE = 60_000;
    private static final long START = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    private StreamFixture stream(String... keys) {
        Map<String, String> all = new HashMap<>(Map.of("scores.share", "0", "topic.names.prefix", "sensors-"));
        for (int i = 0; i < keys.length; i += 2) {
            all.put(keys[i], keys[i + 1]);
        }
        StreamFixture stream = new StreamFixture(folder, all);
        stream.publish(1, Models.remembering(20));
        return stream;
    }

    private static GenericRecord outcome(
            StreamFixture stream, TestInputTopic<byte[], byte[]> topic, long minute, @Nullable Double temp) {
        topic.pipeInput(new TestRecord<>(
                "a".getBytes(StandardCharsets.UTF_8),
                stream.serializer.serialize("sensors", sensor(temp, 50f, 7, false, "on")),
                null,
                START + minute * MINUTE));
        return stream.next();
    }

    private static double filled(StreamFixture stream, TestInputTopic<byte[], byte[]> topic, long minute) {
        return (Double) outcome(stream, topic, minute, null).get("temp");
    }

    @Test
    void anOutcomeNamesItsTopic() {
        // Under exactly-once the test driver loses the dead letter of a failed decoding.
        try (StreamFixture stream = stream("input.topics", "sensors,rooms", "processing.guarantee", "at_least_once")) {
            stream.topic("rooms").pipeInput(new byte[] {1, 2, 3});
            GenericRecord ofSensors =
                    (GenericRecord) outcome(stream, stream.input, 0, null).get("imputation");
            GenericRecord ofRooms = (GenericRecord)
                    outcome(stream, stream.topic("rooms"), 0, null).get("imputation");
            assertThat(ofSensors.get("sourceTopic")).hasToString("sensors");
            assertThat(ofRooms.get("sourceTopic")).hasToString("rooms");
            assertThat(ofRooms.get("sourceOffset")).isEqualTo(1L);
            assertThat(new String(
                            stream.deadLetters
                                    .readRecord()
                                    .headers()
                                    .lastHeader("__streams.errors.topic")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .isEqualTo("rooms");
        }
    }

    @Test
    void theSameKeyOfTwoTopicsHasTwoPasts() {
        try (StreamFixture stream = stream("input.topics", "sensors,rooms")) {
            TestInputTopic<byte[], byte[]> rooms = stream.topic("rooms");
            // Offsets of one topic are no sign that the other one is read again.
            outcome(stream, stream.input, 0, 24.0);
            outcome(stream, stream.input, 1, 24.0);
            outcome(stream, rooms, 1, 16.0);
            double above = filled(stream, stream.input, 2);
            double below = filled(stream, rooms, 2);
            assertThat(above).isGreaterThan(22);
            assertThat(below).isLessThan(18).isCloseTo(40 - above, within(1e-5));
        }
    }

    @Test
    void aTopicThatIsBehindAnotherInTimeIsNotLate() {
        try (StreamFixture stream =
                stream("input.topics", "sensors,rooms", "context.max.age.ms", Long.toString(30 * MINUTE))) {
            TestInputTopic<byte[], byte[]> rooms = stream.topic("rooms");
            outcome(stream, stream.input, 1_000, 24.0);
            outcome(stream, rooms, 0, 16.0);
            // The task's time is a thousand minutes later; the memory must not have expired by it.
            outcome(stream, stream.input, 1_010, 24.0);
            assertThat(filled(stream, rooms, 1)).isLessThan(18);
            outcome(stream, rooms, 100, 16.0);
            assertThat(filled(stream, rooms, 60)).isCloseTo(20, within(1e-6));
            assertThat(stream.meters
                            .get("lacuna.context.without")
                            .tag("reason", "too_late")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void aPatternSelectsTopicsButNeverOnesOwn() {
        try (StreamFixture stream = stream("input.topic.pattern", "sensors.*")) {
            outcome(stream, stream.input, 0, null);
            outcome(stream, stream.topic("sensors-b"), 0, null);
            List<GenericRecord> more = stream.rest(stream.imputed);
            assertThat(more).isEmpty();
            assertThat(stream.deadLetters.isEmpty()).isTrue();
        }
    }
}
