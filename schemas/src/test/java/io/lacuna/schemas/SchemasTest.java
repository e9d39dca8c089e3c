package io.lacuna.schemas;

import static org.apache.avro.SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares today's schemas with released ones: today's reader must be able to read every topic written before.
 *
 * <p>{@code src/test/resources/released} has one folder per release; it is copied once and never edited afterwards.
 */
class SchemasTest {
    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final List<Schema> TODAY = List.of(
            Event.getClassSchema(),
            Generation.getClassSchema(),
            Imputation.getClassSchema(),
            LatentCode.getClassSchema(),
            MaskedScore.getClassSchema());

    /** What notes by field consist of; their whole depends on the fields. */
    private static final List<Schema> PARTS =
            List.of(NumberNote.getClassSchema(), NumberMoments.getClassSchema(), CategoryNote.getClassSchema());

    @TestFactory
    Stream<DynamicTest> everyReleasedSchemaIsReadByTodaysReader() throws IOException {
        return released().stream()
                .map(file -> dynamicTest(
                        RELEASED.relativize(file).toString(),
                        () -> assertThat(readable(parse(file))).isEmpty()));
    }

    @Test
    void everyReleasedRecordStillExists() throws IOException {
        for (Path file : released()) {
            assertThat(TODAY)
                    .extracting(Schema::getFullName)
                    .contains(parse(file).getFullName());
        }
    }

    @Test
    void theComparisonNoticesWhatWouldBreakReaders() {
        Schema old = Schema.createRecord("LatentCode", "", "io.lacuna.schemas", false, List.of());

        assertThat(readable(old)).contains("sourceTopic");
    }

    @TestFactory
    Stream<DynamicTest> everyRecordAndFieldSaysWhatItHolds() {
        return Stream.concat(TODAY.stream(), PARTS.stream())
                .map(schema -> dynamicTest(
                        schema.getName(), () -> assertThat(undocumented(schema)).isEmpty()));
    }

    private static List<Path> released() throws IOException {
        try (Stream<Path> files = Files.walk(RELEASED)) {
            List<Path> schemas = files.filter(file -> file.toString().endsWith(".avsc"))
                    .sorted()
                    .toList();
            assertThat(schemas).hasSizeGreaterThanOrEqualTo(TODAY.size());
            return schemas;
        }
    }

    private static Schema parse(Path file) throws IOException {
        return new Schema.Parser().parse(file.toFile());
    }

    /** Why today's reader with the same name cannot read data of the old schema; empty if it can. */
    private static String readable(Schema old) {
        Schema reader = TODAY.stream()
                .filter(schema -> schema.getFullName().equals(old.getFullName()))
                .findFirst()
                .orElseThrow();
        var answer = SchemaCompatibility.checkReaderWriterCompatibility(reader, old);
        return answer.getType() == COMPATIBLE ? "" : answer.getDescription();
    }

    private static List<String> undocumented(Schema record) {
        List<String> missing = new ArrayList<>();
        if (blank(record.getDoc())) {
            missing.add(record.getFullName());
        }
        for (Schema.Field field : record.getFields()) {
            if (blank(field.doc())) {
                missing.add(record.getName() + "." + field.name());
            }
            nestedRecords(field.schema()).forEach(nested -> missing.addAll(undocumented(nested)));
        }
        return missing;
    }

    private static Stream<Schema> nestedRecords(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> Stream.of(schema);
            case ARRAY -> nestedRecords(schema.getElementType());
            case MAP -> nestedRecords(schema.getValueType());
            case UNION -> schema.getTypes().stream().flatMap(SchemasTest::nestedRecords);
            default -> Stream.empty();
        };
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
