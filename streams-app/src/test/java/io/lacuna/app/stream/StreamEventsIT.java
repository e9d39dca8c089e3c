package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a stream notices of its input is an event on a real broker. */
@ExtendWith(SharedBroker.class)
class StreamEventsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void aFieldThatBecameTextAndRecordsThatNearlyAllBecomeDeadLettersAreOneEventEach(BrokerCluster broker)
            throws Exception {
        Schema changed = SchemaBuilder.record("Sensor")
                .namespace("plant")
                .fields()
                .optionalDouble("temp")
                .optionalFloat("humidity")
                .optionalString("count")
                .endRecord();
        GenericRecord text = new GenericData.Record(changed);
        text.put("humidity", 50f);
        text.put("count", "many");
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of())) {
            pipeline.publishFirst(Models.sensors(20));
            pipeline.registry.setCompatibility(pipeline.input + "-value", "NONE");
            for (int i = 0; i < 150; i++) {
                pipeline.sendBytes(new byte[] {7});
            }
            pipeline.sendBytes(pipeline.serializer.serialize("changed", text));
            pipeline.flush();
            try (StreamApp app = pipeline.start()) {
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(app.notReady())
                                .anyMatch(line -> line.startsWith("nearly every record becomes a dead letter: ")));
                await().atMost(SOON)
                        .ignoreExceptions()
                        .until(() -> events(pipeline).size() >= 2);
                assertThat(events(pipeline))
                        .anySatisfy(event -> {
                            assertThat(event.get("kind")).hasToString("FIELD_UNREADABLE");
                            assertThat(event.get("message").toString()).contains("field 'count' is of type string");
                        })
                        .anySatisfy(event -> {
                            assertThat(event.get("kind")).hasToString("DEAD_LETTERS");
                            assertThat(app.notReady())
                                    .contains(event.get("message").toString());
                        });
                pipeline.send(60);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(app.notReady()).isEmpty());
            }
            assertThat(events(pipeline)).hasSize(2);
        }
    }

    private static List<GenericRecord> events(Pipeline pipeline) {
        return pipeline.committed(pipeline.config.eventsTopic()).stream()
                .map(pipeline::decode)
                .toList();
    }
}
