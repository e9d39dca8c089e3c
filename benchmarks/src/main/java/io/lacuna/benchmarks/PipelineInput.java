package io.lacuna.benchmarks;

import io.lacuna.app.cluster.Cluster;
import io.lacuna.data.Table;
import io.lacuna.internal.format.RecordFormat;
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
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic of keyed records for measurements: half of the cells are null, in one of 64 patterns, as when sensors drop out
 * together.
 *
 * @param topic its name
 * @param table the values of the records
 * @param schema of the records
 * @param records number of records in the topic; the table repeats
 * @param bootstrapServers of the broker
 * @param format of the records
 */
record PipelineInput(
        String topic, Table table, Schema schema, int records, String bootstrapServers, RecordFormat format) {
    private static final int ROWS = 4_000;
    private static final int PATTERNS = 64;

    /** Keys take turns; the partition of a record follows from its key. */
    private static final int KEYS = 10_000;

    /** A topic of Avro. */
    PipelineInput(String topic, Table table, Schema schema, int records, String bootstrapServers) {
        this(topic, table, schema, records, bootstrapServers, RecordFormat.AVRO);
    }

    static PipelineInput produce(String bootstrapServers, SchemaRegistry registry, int d, int records, int partitions)
            throws Exception {
        return produce(bootstrapServers, registry, RecordFormat.AVRO, d, records, partitions);
    }

    static PipelineInput produce(
            String bootstrapServers, SchemaRegistry registry, RecordFormat format, int d, int records, int partitions)
            throws Exception {
        PipelineInput input = new PipelineInput(
                "input-" + d + "-" + records + "-" + format.id(),
                table(d),
                schema(d),
                records,
                bootstrapServers,
                format);
        createTopic(bootstrapServers, input.topic(), partitions);
        try (KafkaProducer<byte[], GenericRecord> producer = input.producer(registry)) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(input.topic(), i % partitions, key(i), input.record(i)));
            }
        }
        return input;
    }

    /** The values of records with d fields; the same in every run. */
    static Table table(int d) {
        return SyntheticTable.fewPatterns(SyntheticTable.complete(ROWS, d, 1), 0.5, PATTERNS, 2);
    }

    static void createTopic(String bootstrapServers, String topic, int partitions)
            throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            Cluster.createTopics(admin, List.of(new NewTopic(topic, partitions, (short) 1)));
        }
    }

    KafkaProducer<byte[], GenericRecord> producer(SchemaRegistry registry) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("linger.ms", 2);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), format.serializer(registry));
    }

    static Schema schema(int d) {
        SchemaBuilder.FieldAssembler<Schema> fields = SchemaBuilder.record("Reading")
                .namespace("io.lacuna.benchmarks")
                .fields();
        for (int j = 0; j < d; j++) {
            fields = fields.optionalDouble("x" + j);
        }
        return fields.endRecord();
    }

    /** The key of the i-th record. */
    static byte[] key(int i) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(i % KEYS).array();
    }

    /** The i-th record; the table's rows repeat. */
    GenericRecord record(int i) {
        double[] row = table.row(i % table.size());
        GenericRecord record = new GenericData.Record(schema);
        for (int j = 0; j < row.length; j++) {
            if (!Double.isNaN(row[j])) {
                record.put(j, row[j]);
            }
        }
        return record;
    }
}
