package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.generation.Models;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace that began before the stream goes on behind it: its headers (W3C trace context) are on every output of the record. */
class TraceHeadersTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String STATE = "vendor=value";

    @TempDir
    private Path folder;

    private static void send(StreamFixture stream, byte[] value) {
        TestRecord<byte[], byte[]> record = new TestRecord<>(new byte[] {1}, value, null, 42L);
        record.headers().add("traceparent", PARENT.getBytes(StandardCharsets.UTF_8));
        record.headers().add("tracestate", STATE.getBytes(StandardCharsets.UTF_8));
        stream.input.pipeInput(record);
    }

    private static void assertTraced(TestOutputTopic<byte[], byte[]> topic) {
        List<TestRecord<byte[], byte[]>> all = topic.readRecordsToList();
        assertThat(all).isNotEmpty().allSatisfy(record -> {
            assertThat(values(record, "traceparent")).containsExactly(PARENT);
            assertThat(values(record, "tracestate")).containsExactly(STATE);
        });
    }

    private static List<String> values(TestRecord<byte[], byte[]> record, String name) {
        List<String> values = new ArrayList<>();
        for (Header header : record.headers().headers(name)) {
            values.add(new String(header.value(), StandardCharsets.UTF_8));
        }
        return values;
    }

    @Test
    void theHeadersOfATraceAreOnEveryOutputOfTheRecordOnce() {
        // Under exactly-once the test driver loses the dead letter of a failed decoding.
        Map<String, String> keys =
                Map.of("scores.share", "1", "scores.mask.rate", "0.9", "processing.guarantee", "at_least_once");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, Models.sensors(20));
            send(stream, stream.serializer.serialize("sensors", sensor(null, 33f, 4, true, "on")));
            send(stream, stream.serializer.serialize("sensors", sensor(null, null, null, null, null)));
            send(stream, new byte[] {9, 9, 9});
            assertThat(stream.imputed.getQueueSize()).isEqualTo(2);
            assertTraced(stream.imputed);
            assertTraced(stream.latents);
            assertTraced(stream.scores);
            assertTraced(stream.deadLetters);
        }
    }

    @Test
    void withoutANoteTheHeadersOfTheTraceAreBesideThoseOfLacuna() {
        try (StreamFixture stream = new StreamFixture(
                folder, Map.of("imputed.notes", "none", "latents.output", "off", "scores.share", "0"))) {
            stream.publish(1, Models.sensors(20));
            send(stream, stream.serializer.serialize("sensors", sensor(null, 33f, 4, true, "on")));
            assertTraced(stream.imputed);
        }
    }
}
