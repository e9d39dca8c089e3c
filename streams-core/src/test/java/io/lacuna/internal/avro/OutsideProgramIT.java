package io.lacuna.internal.avro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.internal.registry.ApicurioProcess;
import io.lacuna.internal.registry.SchemaRegistries;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.sandbox.process.BrokerCluster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests Lacuna's serdes with a program that shares only the documented wire format with them: it speaks HTTP to a real
 * registry, frames the bytes itself, and uses Kafka's plain byte clients.
 */
class OutsideProgramIT {
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Sensor", "namespace": "com.example", "doc": "theirs",
             "fields": [
               {"name": "id", "type": {"type": "string", "avro.java.string": "String"}},
               {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
               {"name": "temp", "type": ["null", "double"], "default": null, "unit": "celsius"},
               {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["ON", "OFF"]}},
               {"name": "tags", "type": {"type": "map", "values": "int"}},
               {"name": "path", "type": {"type": "array", "items": "float"}}]}
            """);

    @TempDir
    private static Path folder;

    private static ApicurioProcess server;
    private static BrokerCluster broker;

    @BeforeAll
    static void start() throws Exception {
        server = ApicurioProcess.start();
        broker = BrokerCluster.start(folder, 1);
    }

    @AfterAll
    static void stop() {
        broker.close();
        server.close();
    }

    @Test
    void recordsOfAnOutsideProgramAreReadWithTheirSchema() throws Exception {
        String topic = "outside-" + UUID.randomUUID();
        int id = registerByHand(topic);
        send(broker, topic, new ByteArraySerializer(), framed(id, sensor()));

        try (SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            GenericRecord read = receive(broker, topic, AvroValueDeserializer.generic(registry));
            assertThat(read).isEqualTo(sensor());
            assertThat(read.getSchema()).isEqualTo(SCHEMA);
            assertThat(read.getSchema().getField("temp").getProp("unit")).isEqualTo("celsius");
        }
    }

    @Test
    void recordsOfOursAreReadByAnOutsideProgram() throws Exception {
        String topic = "ours-" + UUID.randomUUID();
        try (SchemaRegistry registry = SchemaRegistries.open(Map.of("schema.registry.url", server.url()))) {
            send(broker, topic, new AvroValueSerializer(registry), sensor());
        }
        ByteBuffer bytes = ByteBuffer.wrap(receive(broker, topic, new ByteArrayDeserializer()));
        assertThat(bytes.get()).isZero();
        Schema writer = new Schema.Parser()
                .parse(ask("GET", "/schemas/ids/" + bytes.getInt(), null)
                        .path("schema")
                        .asText());
        var decoder = DecoderFactory.get().binaryDecoder(bytes.array(), bytes.position(), bytes.remaining(), null);
        assertThat(new GenericDatumReader<GenericRecord>(writer).read(null, decoder))
                .isEqualTo(sensor());
        assertThat(decoder.isEnd()).isTrue();
        assertThat(writer).isEqualTo(SCHEMA);
    }

    private static GenericRecord sensor() {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("id", "s-1");
        record.put("at", 1_700_000_000_000L);
        record.put("temp", 21.5);
        record.put("state", new GenericData.EnumSymbol(SCHEMA.getField("state").schema(), "OFF"));
        record.put("tags", Map.of(new org.apache.avro.util.Utf8("floor"), 3));
        record.put("path", new GenericData.Array<>(SCHEMA.getField("path").schema(), List.of(0.5f, -1f)));
        return record;
    }

    private static byte[] framed(int id, GenericRecord record) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(0);
        out.writeInt(id);
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(SCHEMA).write(record, encoder);
        return bytes.toByteArray();
    }

    private static int registerByHand(String topic) throws Exception {
        String body = new ObjectMapper().writeValueAsString(Map.of("schema", SCHEMA.toString()));
        return ask("POST", "/subjects/" + topic + "-value/versions", body)
                .path("id")
                .asInt();
    }

    private static JsonNode ask(String method, String path, @Nullable String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }

    private static <V> void send(BrokerCluster broker, String topic, Serializer<V> serializer, V value)
            throws Exception {
        try (Producer<byte[], V> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new ByteArraySerializer(), serializer)) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static <V> V receive(BrokerCluster broker, String topic, Deserializer<V> deserializer) {
        try (Consumer<byte[], V> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new ByteArrayDeserializer(), deserializer)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(30))
                    .records(partition)
                    .get(0)
                    .value();
        }
    }
}
