package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.internal.generation.Models;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record of which nothing is known stays as it is. */
class EmptyRecordsTest {
    @TempDir
    private Path folder;

    @Test
    void aRecordWithoutAnObservedCellIsLeftCountedAndSaidOnce() {
        try (StreamFixture stream = new StreamFixture(folder, Map.of())) {
            stream.publish(1, Models.sensors(20));
            stream.send(StreamFixture.sensor(null, null, null, null, null), 0);
            stream.send(StreamFixture.sensor(null, null, null, null, null), 1);
            stream.send(StreamFixture.sensor(null, 50f, null, null, null), 2);

            GenericRecord empty = stream.next();
            assertThat(empty.get("temp")).isNull();
            assertThat(empty.get("state")).isNull();
            assertThat(((GenericRecord) empty.get("imputation")).get("observed"))
                    .isEqualTo(0);
            stream.next();
            assertThat(stream.next().get("temp")).isNotNull();
            assertThat(stream.meters.get("lacuna.records.empty").counter().count())
                    .isEqualTo(2);
            assertThat(stream.metrics.news())
                    .singleElement()
                    .asString()
                    .startsWith("a record without an observed feature stays as it is");
        }
    }
}
