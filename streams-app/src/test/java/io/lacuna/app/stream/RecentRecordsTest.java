package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.stream.recent.MissingCells;
import io.lacuna.app.stream.recent.RecentRecords;
import io.lacuna.app.stream.recent.SeenRecord;
import io.lacuna.internal.generation.Models;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance keeps for viewers, and its bounds. */
class RecentRecordsTest {
    @TempDir
    private Path folder;

    private static void send(StreamFixture stream, byte[] key, int at) {
        byte[] value = stream.serializer.serialize("sensors", sensor(at % 2 == 0 ? null : 20.0, 1f, at, true, "on"));
        stream.input.pipeInput(new TestRecord<>(key, value, null, 1_000L * at));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theNewestRecordsOfAKeyAreKeptInOrderAndOlderOnesLetGo() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            for (int i = 0; i < 300; i++) {
                send(stream, key(i % 2 == 0 ? "a" : "b"), i);
            }
            RecentRecords recent = stream.metrics.recent();
            assertThat(recent.keys()).containsExactly("a", "b");
            List<SeenRecord> all = recent.of("a", 0);
            assertThat(all).hasSize(120);
            assertThat(all).extracting(SeenRecord::timeMs).isSorted().endsWith(298_000L);
            long last = all.get(119).number();
            assertThat(recent.of("a", last)).isEmpty();
            send(stream, key("a"), 300);
            assertThat(recent.of("a", last)).singleElement().satisfies(record -> {
                assertThat(record.cells()[0]).isNaN();
                assertThat(record.note().filledFields()).containsExactly("temp");
            });
        }
    }

    @Test
    void tenThousandKeysTakeNoMoreThanAFewAndAChosenOneFindsRoom() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            RecentRecords recent = stream.metrics.recent();
            send(stream, key("station-0"), 1);
            assertThat(recent.missing().matrix().records())
                    .as("noted before somebody looks")
                    .isZero();
            for (int i = 0; i < 10_000; i++) {
                send(stream, key("station-" + i), i);
            }
            assertThat(recent.keys()).hasSize(24).contains("station-0", "station-23");
            assertThat(recent.keep("station-9000")).isTrue();
            send(stream, key("station-9000"), 10_001);
            assertThat(recent.of("station-9000", 0)).hasSize(1);
            assertThat(recent.keep("0xff41")).isTrue();
            send(stream, new byte[] {(byte) 0xff, 65}, 10_002);
            assertThat(recent.of("0xff41", 0)).as("a key that is no text").hasSize(1);
            for (int i = 0; i < 100; i++) {
                recent.keep("wanted-" + i);
            }
            assertThat(recent.keys()).hasSize(RecentRecords.MOST_KEYS).contains("wanted-99");
            assertThat(recent.keep("x".repeat(1_000))).isFalse();
            MissingCells.Matrix matrix = recent.missing().matrix();
            assertThat(matrix.records()).isEqualTo(512);
            assertThat(matrix.rows()).hasSize(96);
            assertThat(matrix.missing().get(0)).isBetween(0.45, 0.55);
            assertThat(matrix.patterns())
                    .extracting(MissingCells.Pattern::missing)
                    .contains(List.of("temp"), List.of());
        }
    }

    @Test
    void keysAreShownAsTextWhereTheyAreText() {
        assertThat(RecentRecords.text(key("Köln 7"))).isEqualTo("Köln 7");
        assertThat(RecentRecords.text(new byte[] {0, 0, 0, 0, 1, 65})).isEqualTo("0x000000000141");
        assertThat(RecentRecords.text(new byte[] {(byte) 0xff, 65})).isEqualTo("0xff41");
        assertThat(RecentRecords.text(new byte[0])).isNull();
        assertThat(RecentRecords.text(key("x".repeat(200)))).startsWith("0x78").hasSizeLessThan(200);
    }
}
