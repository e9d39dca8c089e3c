package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lacuna.app.SharedBroker;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import io.lacuna.streams.ImputingProcessorSupplier;
import io.lacuna.streams.ModelSource;
import io.lacuna.streams.RegistrySerdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A topology of somebody else that takes its models from the models topic, on a real broker, exactly once. */
@ExtendWith(SharedBroker.class)
class OwnTopologyIT {
    @TempDir
    private Path folder;

    @Test
    void waitsForTheFirstGenerationAndTakesOverTheNext(BrokerCluster broker) throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, folder, Map.of())) {
            String output = pipeline.input + "-own";
            createTopics(pipeline, output);
            pipeline.send(30);
            StreamsBuilder builder = new StreamsBuilder();
            ModelSource models = ModelSource.topic(builder, pipeline.config.modelsTopic());
            fill(builder, pipeline, models, output);
            try (KafkaStreams streams = new KafkaStreams(builder.build(), settings(pipeline))) {
                streams.pause();
                streams.start();
                models.whenReady(streams::resume);
                await().atMost(Duration.ofSeconds(30)).until(() -> streams.state() == KafkaStreams.State.RUNNING);
                assertThat(pipeline.read(output, "read_uncommitted")).isEmpty();

                pipeline.publish(Models.sensors(20));
                awaitOutcomes(pipeline, output, 30);
                pipeline.publish(Models.sensors(40));
                await().atMost(Duration.ofSeconds(30)).until(() -> {
                    pipeline.send(1);
                    return generations(pipeline, output).containsValue(2L);
                });
                awaitOutcomes(pipeline, output, (int) pipeline.sent());
            }
            assertThat(pipeline.committed(output)).hasSize((int) pipeline.sent());
            Map<String, Long> generations = generations(pipeline, output);
            assertThat(generations).hasSize((int) pipeline.sent()).containsEntry("k" + (pipeline.sent() - 1), 2L);
            for (int i = 0; i < 30; i++) {
                assertThat(generations).containsEntry("k" + i, 1L);
            }
        }
    }

    private static void createTopics(Pipeline pipeline, String output) throws Exception {
        try (Cluster cluster = Cluster.connect(pipeline.config);
                Admin admin = Admin.create(pipeline.config.adminSettings())) {
            cluster.ensureModelsTopic();
            admin.createTopics(List.of(new NewTopic(output, Pipeline.PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void fill(StreamsBuilder builder, Pipeline pipeline, ModelSource models, String output) {
        Serde<GenericRecord> records = RegistrySerdes.generic(Map.of("schema.registry.url", pipeline.server.url()));
        builder.stream(pipeline.input, Consumed.with(Serdes.ByteArray(), records))
                .processValues(new ImputingProcessorSupplier<>(models))
                .mapValues(imputed -> imputed.toRecord())
                .to(output, Produced.with(Serdes.ByteArray(), records));
    }

    private Properties settings(Pipeline pipeline) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "own-" + pipeline.input);
        settings.put(
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                pipeline.config.adminSettings().get("bootstrap.servers"));
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("own").toString());
        return settings;
    }

    private static void awaitOutcomes(Pipeline pipeline, String topic, int count) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pipeline.committed(topic).size() >= count);
    }

    /** The generation that filled each record, by the record's key. */
    private static Map<String, Long> generations(Pipeline pipeline, String topic) {
        Map<String, Long> generations = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : pipeline.committed(topic)) {
            GenericRecord note = (GenericRecord) pipeline.decode(record).get("imputation");
            generations.put(new String(record.key(), StandardCharsets.UTF_8), (Long) note.get("generation"));
        }
        return generations;
    }
}
