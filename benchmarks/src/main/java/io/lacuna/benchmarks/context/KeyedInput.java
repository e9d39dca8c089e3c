package io.lacuna.benchmarks.context;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.registry.SchemaRegistry;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic with the records of {@link KeyedValues}, a step of a minute apart for each key, and what a group has committed of it.
 *
 * @param records number of records
 */
record KeyedInput(String bootstrapServers, String topic, int d, int keys, long records) {
    private static final int PARTITIONS = 2;
    private static final long POLL_MS = 20;

    void produce(SchemaRegistry registry) throws InterruptedException, ExecutionException {
        createTopic(topic);
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("linger.ms", 5);
        Schema schema = schema();
        KeyedValues values = new KeyedValues(keys, d, 3);
        long startMs = System.currentTimeMillis() - (records / keys + 1) * KeyedValues.STEP_MS;
        try (KafkaProducer<byte[], GenericRecord> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new AvroValueSerializer(registry))) {
            for (long i = 0; i < records; i++) {
                int key = values.key();
                long timeMs = startMs + values.step() * KeyedValues.STEP_MS;
                GenericRecord record = new GenericData.Record(schema);
                double[] cells = values.next();
                for (int j = 0; j < d; j++) {
                    if (!Double.isNaN(cells[j])) {
                        record.put(j, cells[j]);
                    }
                }
                byte[] bytes = ByteBuffer.allocate(4).putInt(key).array();
                producer.send(new ProducerRecord<>(topic, key % PARTITIONS, timeMs, bytes, record));
            }
        }
    }

    void createTopic(String name) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            Cluster.createTopics(admin, List.of(new NewTopic(name, PARTITIONS, (short) 1)));
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    private Schema schema() {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Reading")
                .namespace("io.lacuna.benchmarks.context")
                .fields();
        for (int j = 0; j < d; j++) {
            fields = fields.optionalDouble("x" + j);
        }
        return fields.endRecord();
    }

    /** Records per second of a group, over its records without the first fifth, which warms the JVM up. */
    double throughput(String group) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            long end = end(admin, topic);
            long from = await(admin, group, end / 5);
            long start = System.nanoTime();
            long to = await(admin, group, end);
            return (to - from) / ((System.nanoTime() - start) / 1e9);
        }
    }

    /** The sum of a topic's end offsets. */
    long end(Admin admin, String of) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            asked.put(new TopicPartition(of, partition), OffsetSpec.latest());
        }
        return admin.listOffsets(asked).all().get().values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private static long await(Admin admin, String group, long offsets) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + 900_000_000_000L;
        while (System.nanoTime() < deadline) {
            long committed = 0;
            for (OffsetAndMetadata offset : admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()) {
                committed += offset == null ? 0 : offset.offset();
            }
            if (committed >= offsets) {
                return committed;
            }
            Thread.sleep(POLL_MS);
        }
        throw new IllegalStateException(group + " did not commit " + offsets + " offsets within fifteen minutes");
    }

    /** Bytes on disk of the log of a topic. */
    long logBytes(String of) throws InterruptedException, ExecutionException {
        try (Admin admin = admin()) {
            return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
                    .flatMap(folders -> folders.values().stream())
                    .flatMap(folder -> folder.replicaInfos().entrySet().stream())
                    .filter(replica -> replica.getKey().topic().equals(of))
                    .mapToLong(replica -> replica.getValue().size())
                    .sum();
        }
    }
}
