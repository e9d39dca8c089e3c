package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.GoldenFiles;
import io.lacuna.internal.generation.Models;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same records and the same model give the same bytes on every output topic as in earlier builds: keys, values,
 * timestamps, headers. This shows that a change only moved code; it does not show that the bytes are right. A change
 * that alters them on purpose replaces the hashes ({@link GoldenFiles}), and its commit message gives the reason.
 */
class GoldenStreamTest {
    private static final int RECORDS = 50;
    private static final int POISON_EVERY = 20;

    /** The position of a failure in the code, which may change. */
    private static final String STACK_TRACE = "__streams.errors.stacktrace";

    /** A class name with its package; only the simple name must stay the same. */
    private static final String EXCEPTION = "__streams.errors.exception";

    @TempDir
    private Path folder;

    @Test
    void everyTopicHasTheSameBytes() throws IOException {
        // Under exactly-once the test driver loses the dead letter of a failed decoding.
        Map<String, String> keys =
                Map.of("processing.guarantee", "at_least_once", "scores.share", "0.8", "scores.mask.rate", "0.4");
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            publish(stream, GoldenFiles.artifact());
            for (int i = 0; i < RECORDS; i++) {
                pipe(stream, i, stream.serializer.serialize("sensors", reading(i)));
                if (i % POISON_EVERY == POISON_EVERY - 1) {
                    pipe(stream, i, poison(stream, i));
                }
            }
            pipe(stream, RECORDS, null);
            Map<String, TestOutputTopic<byte[], byte[]>> topics = new LinkedHashMap<>();
            topics.put("imputed", stream.imputed);
            topics.put("latents", stream.latents);
            topics.put("scores", stream.scores);
            topics.put("dead-letters", stream.deadLetters);
            List<String> lines = new ArrayList<>();
            for (Map.Entry<String, TestOutputTopic<byte[], byte[]>> topic : topics.entrySet()) {
                List<TestRecord<byte[], byte[]>> records = topic.getValue().readRecordsToList();
                assertThat(records).as(topic.getKey()).isNotEmpty();
                lines.add(topic.getKey() + " " + records.size() + " " + GoldenFiles.sha256(bytes(records)));
            }
            GoldenFiles.hold("stream.txt", lines);
        }
    }

    private static void publish(StreamFixture stream, byte[] artifact) {
        Map<String, byte[]> chunks = Models.chunks(artifact, 1024);
        chunks.forEach(stream::pipeModel);
        stream.announce(1, Models.generation(1, artifact, chunks.size()));
    }

    private static void pipe(StreamFixture stream, int i, byte @Nullable [] value) {
        byte[] key = i % 7 == 6 ? null : ("k" + i).getBytes(StandardCharsets.UTF_8);
        TestRecord<byte[], byte[]> record = new TestRecord<>(key, value, null, 1_700_000_000_000L + 250L * i);
        if (i % 5 == 0) {
            record.headers().add("trace", new byte[] {(byte) i, 0, 1});
        }
        stream.input.pipeInput(record);
    }

    /** The first reading has no values, the second has no gap. */
    private static GenericData.Record reading(int i) {
        SplittableRandom random = new SplittableRandom(i);
        double share = i == 0 ? 1 : i == 1 ? 0 : 0.4;
        double warm = 2 * random.nextDouble() - 1;
        GenericData.Record record = StreamFixture.sensor(
                gap(random, share) ? null : Math.rint(100 * (20 + 8 * warm)) / 100,
                gap(random, share) ? null : (float) Math.rint(55 - 12 * warm + 10 * random.nextDouble()),
                gap(random, share) ? null : random.nextInt(30),
                gap(random, share) ? null : random.nextInt(4) == 0,
                gap(random, share) ? null : List.of("on", "off", "odd").get(random.nextInt(3)));
        record.put("id", "s" + i);
        record.put("at", 1_700_000_000_000L + 250L * i);
        return record;
    }

    private static boolean gap(SplittableRandom random, double share) {
        return random.nextDouble() < share;
    }

    /** Alternates records that cannot be decoded and records that are decoded but cannot be used. */
    private static byte[] poison(StreamFixture stream, int i) {
        if (i < POISON_EVERY) {
            byte[] whole = stream.serializer.serialize("sensors", reading(1));
            return Arrays.copyOf(whole, whole.length - 3);
        }
        Schema text = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Text\",\"fields\":[{\"name\":\"temp\",\"type\":\"string\"}]}");
        GenericData.Record record = new GenericData.Record(text);
        record.put("temp", "warm");
        return stream.serializer.serialize("other", record);
    }

    /** All parts of the records, each with its length before it. */
    private static byte[] bytes(List<TestRecord<byte[], byte[]>> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (TestRecord<byte[], byte[]> record : records) {
            write(out, record.key());
            write(out, record.value());
            out.writeLong(record.timestamp());
            for (Header header : record.headers()) {
                out.writeUTF(header.key());
                if (header.key().equals(EXCEPTION)) {
                    String name = new String(header.value(), StandardCharsets.UTF_8);
                    out.writeUTF(name.substring(name.lastIndexOf('.') + 1));
                } else if (!header.key().equals(STACK_TRACE)) {
                    write(out, header.value());
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, byte @Nullable [] part) throws IOException {
        out.writeInt(part == null ? -1 : part.length);
        if (part != null) {
            out.write(part);
        }
    }
}
