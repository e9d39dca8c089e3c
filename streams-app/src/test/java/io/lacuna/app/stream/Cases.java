package io.lacuna.app.stream;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Six schemas of two record types as they follow each other in one topic, and random records of them: {@code Reading} (s1, then a
 * number that became text, a pass-through field of another type, a required field) and {@code R} (s9, then a required field).
 */
final class Cases {
    static final List<String> NAMES = List.of("s1", "s5", "s6", "s8", "s9", "s10");
    static final String READING = "org.example.iot.Reading";

    final Map<String, Schema> schemas = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(9);

    Cases() {
        for (String name : NAMES) {
            try (InputStream in = getClass().getResourceAsStream("/cases/" + name + ".avsc")) {
                schemas.put(name, new Schema.Parser().parse(Objects.requireNonNull(in)));
            } catch (IOException unread) {
                throw new UncheckedIOException(unread);
            }
        }
    }

    static boolean isReading(String name) {
        return !name.equals("s9") && !name.equals("s10");
    }

    /** A model of Reading; its field {@code dead} was never observed. */
    static ImputationModel model() {
        Features features = new Features(List.of(
                Feature.continuous("temp"),
                Feature.continuous("pres"),
                Feature.continuous("cnt"),
                Feature.continuous("dead"),
                Feature.binary("on")));
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            rows.add(new double[] {20.5 + i % 7, 1000.5 + i % 5, 30.5 + i % 3, Double.NaN, i % 2});
        }
        return Trainers.fit(
                new Table(features, rows),
                FitSettings.defaults().withMethod(ClosedFormMethod.MARGINAL),
                Progress.SILENT);
    }

    String any() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    GenericRecord record(String name) {
        GenericRecord record = new GenericData.Record(Objects.requireNonNull(schemas.get(name)));
        record.getSchema().getFields().forEach(field -> record.put(field.name(), value(field.schema())));
        return record;
    }

    private Object value(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                random.nextBoolean() && schema.isNullable()
                        ? null
                        : value(schema.getTypes().stream()
                                .filter(type -> type.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElseThrow());
            case LONG -> random.nextLong(1_000);
            case INT -> random.nextInt(100);
            case FLOAT -> (float) random.nextDouble();
            case DOUBLE -> random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case STRING -> "text";
            case ENUM ->
                new GenericData.EnumSymbol(schema, schema.getEnumSymbols().get(0));
            case BYTES -> ByteBuffer.wrap(new byte[] {1, 2});
            case ARRAY -> List.of();
            case RECORD -> {
                GenericRecord nested = new GenericData.Record(schema);
                schema.getFields().forEach(field -> nested.put(field.name(), value(field.schema())));
                yield nested;
            }
            default -> throw new AssertionError(schema);
        };
    }
}
