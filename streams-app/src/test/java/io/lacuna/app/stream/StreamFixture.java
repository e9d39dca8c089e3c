package io.lacuna.app.stream;

import io.lacuna.app.cluster.TimestampLimits;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.app.stream.failure.RecordTimes;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.Admission;
import io.lacuna.internal.generation.GenerationCatalog;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ModelsTopic;
import io.lacuna.internal.generation.NeededModels;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.note.NoteReader;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.ImputedCell;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in Kafka's test driver, with a registry in this JVM; admission is synchronous. */
final class StreamFixture implements AutoCloseable {
    static final Schema SENSOR = new Schema.Parser()
            .parse("{'type':'record','name':'Sensor','namespace':'plant','doc':'One reading.','fields':["
                            .replace('\'', '"')
                    + field("id", "\"string\"")
                    + "," + field("at", "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}")
                    + "," + field("temp", "[\"null\",\"double\"]")
                    + "," + field("humidity", "[\"null\",\"float\"]")
                    + "," + field("count", "[\"null\",\"int\"]")
                    + "," + field("alarm", "[\"null\",\"boolean\"]")
                    + ","
                    + field(
                            "state",
                            "[\"null\",{\"type\":\"enum\",\"name\":\"State\",\"symbols\":[\"on\",\"off\",\"odd\"]}]")
                    + "]}");

    final SchemaRegistry registry;
    final AvroValueSerializer serializer;
    final AvroValueDeserializer<GenericRecord> deserializer;
    final OutputRegistry outputs;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final StreamMetrics metrics = new StreamMetrics(meters, Selection.LATEST);
    final OutcomeBooks books;
    final GenerationCatalog catalog;
    final Topology topology;
    final TopologyTestDriver driver;
    final TestInputTopic<byte[], byte[]> input;
    final TestInputTopic<byte[], byte[]> models;
    final TestOutputTopic<byte[], byte[]> imputed;
    final TestOutputTopic<byte[], byte[]> latents;
    final TestOutputTopic<byte[], byte[]> scores;
    final TestOutputTopic<byte[], byte[]> deadLetters;

    StreamFixture(Path stateDir, Map<String, String> more) {
        this(stateDir, more, "mock://" + UUID.randomUUID());
    }

    /** With the registry at that address. */
    StreamFixture(Path stateDir, Map<String, String> more, String registryUrl) {
        Map<String, String> registryKeys = new HashMap<>(Map.of("schema.registry.url", registryUrl));
        more.forEach((key, value) -> {
            if (key.startsWith("schema.registry.")) {
                registryKeys.put(key, value);
            }
        });
        registry = SchemaRegistries.open(registryKeys);
        serializer = new AvroValueSerializer(registry);
        deserializer = AvroValueDeserializer.generic(registry);
        Map<String, String> keys = new HashMap<>(Map.of(
                "bootstrap.servers", "nowhere:9092",
                "schema.registry.url", "mock://test",
                "input.topic", "sensors",
                "state.dir", stateDir.toString()));
        if (more.containsKey("input.topics") || more.containsKey("input.topic.pattern")) {
            keys.remove("input.topic");
        }
        keys.putAll(more);
        LacunaConfig config = LacunaConfig.of(keys);
        List<String> inputs = config.inputTopics().among(List.of("sensors"));
        outputs = new OutputRegistry(registry, inputs, config.followsInput(), System::nanoTime);
        RecordTimes times = new RecordTimes(TimestampLimits.NONE, config.recordTimestampAction(), config.clock());
        books = OutcomeBooks.of(
                metrics, new RepeatedFailures(2, true), config.recordLimits().inputBytes(), times);
        Admission admission = new Admission(
                config.largestModelBytes(),
                config.inferenceSettings(),
                new InputSchemaCheck(inputs, config.mappingRules(), registry),
                0);
        catalog = new GenerationCatalog(config.selection(), admission, Runnable::run, metrics, config.modelBudget());
        topology = ImputationTopology.build(
                config.inputTopics(),
                config.streamTopics(),
                config.servingSettings(),
                config.enrichTopics(),
                config.contextStore(),
                config.otherRecords(),
                config.recordLimits().valueBytes(),
                catalog,
                config.recordFormat().records(outputs),
                config.recordFormat().serializer(outputs),
                outputs,
                metrics,
                books,
                config.modelBudget(),
                NeededModels.NONE);
        driver = new TopologyTestDriver(topology, StreamSettings.of(config, books));
        input = driver.createInputTopic("sensors", new ByteArraySerializer(), new ByteArraySerializer());
        models = driver.createInputTopic("sensors-models", new ByteArraySerializer(), new ByteArraySerializer());
        imputed = output("sensors-imputed");
        latents = output("sensors-latents");
        scores = output("sensors-scores");
        deadLetters = output("sensors-dead-letters");
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String field(String name, String type) {
        String standard = type.startsWith("[") ? ",\"default\":null" : "";
        return "{\"name\":\"" + name + "\",\"type\":" + type + standard + "}";
    }

    /** Publishes a model as this generation, in chunks of 256 bytes. */
    Generation publish(long number, ImputationModel model) {
        return publish(number, model, Map.of());
    }

    /** The same with a provenance. */
    Generation publish(long number, ImputationModel model, Map<String, String> provenance) {
        byte[] artifact = ModelArtifact.write(model);
        Map<String, byte[]> chunks = Models.chunks(artifact, 256);
        chunks.forEach(this::pipeModel);
        Generation generation = Generation.newBuilder(Models.generation(number, artifact, chunks.size()))
                .setProvenance(provenance)
                .build();
        announce(number, generation);
        return generation;
    }

    void announce(long number, Generation generation) {
        pipeModel("generation/" + number, ModelsTopic.encode(generation));
    }

    void pipeModel(String key, byte @Nullable [] value) {
        models.pipeInput(key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** An input topic in addition to the first one. */
    TestInputTopic<byte[], byte[]> topic(String name) {
        return driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void send(@Nullable GenericRecord value, long timestampMs) {
        byte[] bytes = value == null ? null : serializer.serialize("sensors", value);
        input.pipeInput(new TestRecord<>("k".getBytes(StandardCharsets.UTF_8), bytes, null, timestampMs));
    }

    /** The next imputed record. */
    GenericRecord next() {
        return deserializer.deserialize("sensors-imputed", imputed.readValue());
    }

    List<GenericRecord> rest(TestOutputTopic<byte[], byte[]> topic) {
        return topic.readValuesToList().stream()
                .map(bytes -> deserializer.deserialize("any", bytes))
                .toList();
    }

    /** The filled cells of an imputed record, in whatever form its note has them. */
    static List<ImputedCell> cells(GenericRecord imputed) {
        return NoteReader.cells(imputed, (GenericRecord) imputed.get("imputation"));
    }

    static GenericData.Record sensor(
            @Nullable Double temp,
            @Nullable Float humidity,
            @Nullable Integer count,
            @Nullable Boolean alarm,
            @Nullable String state) {
        GenericData.Record record = new GenericData.Record(SENSOR);
        record.put("id", "s1");
        record.put("at", 1_700_000_000_000L);
        record.put("temp", temp);
        record.put("humidity", humidity);
        record.put("count", count);
        record.put("alarm", alarm);
        Schema states = SENSOR.getField("state").schema().getTypes().get(1);
        record.put("state", state == null ? null : new GenericData.EnumSymbol(states, state));
        return record;
    }

    @Override
    public void close() {
        driver.close();
        registry.close();
    }
}
