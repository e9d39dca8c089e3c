package io.lacuna.benchmarks.fuzz;

import io.lacuna.app.table.csv.CsvFormat;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.app.web.WebServer;
import io.lacuna.benchmarks.fuzz.Watched.RefusedException;
import io.lacuna.internal.avro.AvroValueDeserializer;
import io.lacuna.internal.avro.AvroValueSerializer;
import io.lacuna.internal.generation.ModelsTopic;
import io.lacuna.internal.registry.SchemaLimits;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.schemas.Generation;
import io.lacuna.schemas.Outcome;
import io.lacuna.schemas.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.errors.SerializationException;

/** What reads bytes from outside: schemas, records, entries of the models topic, CSV tables, HTTP requests. */
final class FuzzTargets implements AutoCloseable {
    private static final String READING = """
            {"type":"record","name":"Reading","fields":[
            {"name":"a","type":["null","double"],"default":null},{"name":"b","type":["null","float"]},
            {"name":"n","type":{"type":"record","name":"Inner","fields":[{"name":"i","type":["int","null"]},
            {"name":"l","type":{"type":"array","items":"long"}},{"name":"m","type":{"type":"map","values":"string"}}]}},
            {"name":"s","type":["null","string"]},{"name":"e","type":{"type":"enum","name":"E","symbols":["X","Y"]}},
            {"name":"f","type":{"type":"fixed","name":"F","size":4}},{"name":"y","type":"bytes"},
            {"name":"t","type":{"type":"long","logicalType":"timestamp-millis"}},
            {"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}}]}
            """;

    /** An HTTP request takes a connection: so much longer than the others that it is made more seldom. */
    private static final int HTTP_EVERY = 100;

    private final Path table;
    private final WebServer web = WebServer.listen("127.0.0.1", 0)
            .health(() -> true, List::of)
            .metrics(() -> "lacuna_ready 1.0\n")
            .start();

    /** Kept open: a file that is made anew for each table is written to the disk each time. */
    private final FileChannel tableBytes;

    FuzzTargets() throws IOException {
        table = Files.createTempFile("lacuna-fuzz", ".csv");
        tableBytes = FileChannel.open(table, StandardOpenOption.WRITE);
    }

    /** A registry of one schema. */
    private record OneSchema(Schema schema) implements SchemaRegistry {
        @Override
        public int register(String subject, Schema unused) {
            return 1;
        }

        @Override
        public Schema byId(int id) {
            if (id != 1) {
                throw new UnknownSchemaException("there is no schema id " + id, null);
            }
            return schema;
        }

        @Override
        public Optional<Schema> latest(String subject) {
            return Optional.of(schema);
        }

        @Override
        public void close() {}
    }

    List<FuzzTarget> all() {
        Schema schema = new Schema.Parser().parse(READING);
        byte[] record = new AvroValueSerializer(new OneSchema(schema)).serialize("fuzz", reading(schema));
        AvroValueDeserializer<GenericRecord> records = AvroValueDeserializer.generic(new OneSchema(schema));
        return List.of(
                new FuzzTarget(
                        "schemas",
                        FuzzTarget.texts(READING),
                        FuzzTarget.texts(
                                "{\"type\":\"array\",\"items\":",
                                "\"null\"",
                                "[\"null\",",
                                "\"size\":2000000000",
                                "\"Reading\"",
                                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[",
                                "\"default\":1e999",
                                "[[[[",
                                "\\u0000",
                                "\"logicalType\":\"decimal\"",
                                "\"precision\":-1",
                                "}",
                                "]",
                                ","),
                        bytes -> schema(bytes, record),
                        1),
                new FuzzTarget(
                        "records",
                        List.of(record),
                        List.of(
                                new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 15},
                                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1},
                                new byte[] {0, 0, 0, 0, 1},
                                new byte[] {1},
                                new byte[] {2, 0}),
                        bytes -> decoded(records, bytes),
                        1),
                new FuzzTarget(
                        "models topic",
                        List.of(ModelsTopic.encode(generation())),
                        FuzzTarget.texts(
                                "generation/1", "artifact/", "\u00ff\u00ff\u00ff\u00ff", "0", "/", "PUBLISHED"),
                        FuzzTargets::generation,
                        1),
                new FuzzTarget(
                        "CSV tables",
                        FuzzTarget.texts("a,b,c\n1,2.5,x\n,,\n\"q \"\"r\"\"\",-1e9,<5\n", "a;b\n1,5;2\n"),
                        FuzzTarget.texts(
                                "\"", ",", ";", "\n", "\r\n", "\"\"", "\ufeff", "NaN", "1e999", "\t", "#", "\u0000",
                                "-9999"),
                        this::csv,
                        1),
                new FuzzTarget(
                        "HTTP requests",
                        FuzzTarget.texts(
                                "GET /health/live HTTP/1.1\r\nHost: localhost:8080\r\nConnection: close\r\n\r\n"),
                        FuzzTarget.texts(
                                "\r\n",
                                "\n",
                                ":",
                                "HTTP/1.1",
                                "Content-Length: -1",
                                "Transfer-Encoding: chunked",
                                "http://h",
                                "://",
                                "?",
                                " ",
                                "Host:",
                                "HEAD",
                                "\u0000",
                                "%00"),
                        new HttpProbe(web.port(), 1_000 * Watched.SLOW_SECONDS)::request,
                        HTTP_EVERY));
    }

    private static GenericRecord reading(Schema schema) {
        Schema inner = schema.getField("n").schema();
        GenericRecord nested = new GenericData.Record(inner);
        nested.put("i", 5);
        nested.put("l", List.of(1L, -2L));
        nested.put("m", Map.of("k", "v"));
        GenericRecord record = new GenericData.Record(schema);
        record.put("a", 1.5);
        record.put("n", nested);
        record.put("s", "text");
        record.put("e", new GenericData.EnumSymbol(schema.getField("e").schema(), "Y"));
        record.put("f", new GenericData.Fixed(schema.getField("f").schema(), new byte[] {1, 2, 3, 4}));
        record.put("y", ByteBuffer.wrap(new byte[] {9}));
        record.put("t", 1_000L);
        record.put("d", ByteBuffer.wrap(new byte[] {1, 0}));
        return record;
    }

    private static Generation generation() {
        return Generation.newBuilder()
                .setNumber(7)
                .setOutcome(Outcome.PUBLISHED)
                .setReason(Reason.REFIT)
                .setArtifact("0".repeat(64))
                .setArtifactBytes(100)
                .setChunks(1)
                .setCreatedMs(Instant.EPOCH)
                .setEffectiveFromMs(Instant.EPOCH)
                .setMessage("message")
                .setProvenance(Map.of("a", "b"))
                .setEvaluation(Map.of("c", 1.0))
                .build();
    }

    /** A schema that is taken is used to decode a record of another one. */
    private static String schema(byte[] bytes, byte[] record) throws RefusedException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Schema schema;
        Optional<String> refusal;
        try {
            schema = new Schema.Parser().setValidateDefaults(false).parse(text);
            refusal = SchemaLimits.DEFAULT.refuseText(text.length()).or(() -> SchemaLimits.DEFAULT.refuse(schema));
        } catch (RuntimeException malformed) { // As the registry's client does.
            throw new RefusedException(malformed.getMessage());
        }
        if (refusal.isPresent()) {
            throw new RefusedException(refusal.get());
        }
        return decoded(AvroValueDeserializer.generic(new OneSchema(schema)), record);
    }

    private static String decoded(AvroValueDeserializer<GenericRecord> records, byte[] bytes) throws RefusedException {
        try {
            GenericRecord record = records.deserialize("fuzz", bytes);
            return record == null ? "tombstone" : "read";
        } catch (SerializationException refused) {
            throw new RefusedException(refused.getMessage());
        }
    }

    private static String generation(byte[] bytes) throws RefusedException {
        ModelsTopic.Key key = ModelsTopic.parse(bytes);
        try {
            ModelsTopic.decode(bytes);
            return "read";
        } catch (IOException refused) {
            throw new RefusedException(key == null ? refused.getMessage() : "a key");
        }
    }

    private String csv(byte[] bytes) throws RefusedException {
        try {
            tableBytes.write(ByteBuffer.wrap(bytes), 0);
            tableBytes.truncate(bytes.length);
            CsvFormat format = CsvFormat.detect(table);
            int rows = 0;
            try (CsvReader reader = CsvReader.open(table, format)) {
                while (reader.next()) {
                    for (int i = 0; i < reader.size(); i++) {
                        reader.text(i);
                    }
                    rows++;
                }
            }
            return "read " + Math.min(rows, 20) + format;
        } catch (TableException refused) {
            throw new RefusedException(refused.getMessage());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public void close() throws IOException {
        web.close();
        tableBytes.close();
        Files.deleteIfExists(table);
    }
}
