package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.trainer.cells.AvroCells;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowRowsTest {
    private static final Schema OLD = new Schema.Parser().parse("""
            {"type": "record", "name": "R", "fields": [
              {"name": "a", "type": ["null", "double"]},
              {"name": "gone", "type": ["null", "double"]},
              {"name": "state", "type": ["null", {"type": "enum", "name": "S", "symbols": ["X", "Y", "Z"]}]}]}""");
    private static final Schema NEW = new Schema.Parser().parse("""
            {"type": "record", "name": "R", "fields": [
              {"name": "state", "type": ["null", {"type": "enum", "name": "S", "symbols": ["Y", "X"]}]},
              {"name": "fresh", "type": ["null", "int"]},
              {"name": "a", "type": ["null", "double"]}]}""");

    @Test
    void rowsOfAKeyAreKnownByItsBytes() {
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 100);
        rows.add(record(OLD, "a", 1.0), 20, new Source("t", 0, 1), new byte[] {1});
        rows.add(record(OLD, "a", 2.0), 10, new Source("t", 0, 0), new byte[] {2});
        rows.add(record(OLD, "a", 3.0), 30, new Source("t", 0, 2), new byte[] {1});
        rows.add(record(OLD, "a", 4.0), 40, new Source("t", 0, 3), null);
        assertThat(rows.table().size()).isEqualTo(4);
        Timeline timeline = rows.timeline();
        assertThat(timeline).isNotNull();
        assertThat(timeline.times()).containsExactly(10, 20, 30, 40);
        assertThat(timeline.keys()[1]).isEqualTo(timeline.keys()[2]);
        assertThat(timeline.byKey().length).isEqualTo(3);
        WindowRows sample = WindowRows.reservoir(new AvroCells(MappingRules.EVERYTHING), 10, 1);
        sample.add(record(OLD, "a", 1.0), 20, new Source("t", 0, 1), new byte[] {1});
        assertThat(sample.timeline()).isNull();
    }

    @Test
    void olderSchemasGoOverIntoTheNewestByName() {
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 100);
        rows.add(record(NEW, "state", symbol(NEW, "X"), "fresh", 4, "a", 2.0), 20, new Source("t", 0, 1));
        rows.add(record(OLD, "a", 1.0, "gone", 9.0, "state", symbol(OLD, "Y")), 10, new Source("t", 0, 0));
        rows.add(record(OLD, "a", 3.0, "gone", 9.0, "state", symbol(OLD, "Z")), 5, new Source("t", 1, 0));
        Table table = rows.table();
        assertThat(table.features().list()).extracting("name").containsExactly("state", "fresh", "a");
        assertThat(table.row(0)).containsExactly(Double.NaN, Double.NaN, 3.0); // Z is unknown in the newest schema.
        assertThat(table.row(1)).containsExactly(0, Double.NaN, 1.0);
        assertThat(table.row(2)).containsExactly(1, 4, 2.0);
        assertThat(rows.firstMs()).isEqualTo(5);
        assertThat(rows.lastMs()).isEqualTo(20);
    }

    @Test
    void recordsThatLacunaImputedAreCountedAndNotLearnt() {
        Schema imputed = new RecordMapper(
                        OLD, RecordMapper.features(OLD, MappingRules.EVERYTHING), MappingRules.EVERYTHING)
                .outputSchema();
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 100);
        GenericRecord filled = record(imputed, "a", 1.0);
        filled.put(RecordMapper.IMPUTATION_FIELD, "filled");
        rows.add(filled, 1, new Source("t", 0, 0));
        assertThat(rows.size()).isZero();
        assertThat(rows.imputed()).isEqualTo(1);
    }

    @Test
    void recordsWithoutAnyFeatureAreCounted() {
        Schema words = SchemaBuilder.record("W").fields().requiredString("text").endRecord();
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 100);
        rows.add(record(words, "text", "hello"), 1, new Source("t", 0, 0));
        assertThat(rows.size()).isZero();
        assertThat(rows.unusable()).isEqualTo(1);
    }

    @Test
    void ofMoreThanItMayHoldItKeepsTheLastToCome() {
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 10);
        fill(rows, 25);
        assertThat(rows.table().rows())
                .extracting(row -> row[0])
                .containsExactly(15.0, 16.0, 17.0, 18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0);
    }

    @Test
    void aReservoirKeepsEachRecordWithTheSameProbability() {
        int[] kept = new int[40];
        for (int seed = 0; seed < 2_000; seed++) {
            WindowRows rows = WindowRows.reservoir(new AvroCells(MappingRules.EVERYTHING), 10, seed);
            fill(rows, 40);
            assertThat(rows.size()).isEqualTo(10);
            rows.table().rows().forEach(row -> kept[(int) row[0]]++);
        }
        for (int count : kept) {
            assertThat(count).isBetween(400, 600); // 2000 draws of 1/4: 500, sd 19.
        }
    }

    private static void fill(WindowRows rows, int count) {
        for (int i = 0; i < count; i++) {
            rows.add(record(OLD, "a", (double) i), i, new Source("t", 0, i));
        }
    }

    @ParameterizedTest
    @CsvSource({"10,10,10,9", "2,100,100,60", "0,0,5,3", "1,1,1,10", "100,0,0,7", "3,4,5,1"})
    void aWindowIsSharedOverPartitionsAsEvenlyAsTheyAllow(long a, long b, long c, long total) {
        long[] held = {a, b, c};
        long[] shares = WindowReader.shares(held, total);
        long sum = 0;
        long smallestOpen = Long.MAX_VALUE;
        long largest = 0;
        for (int p = 0; p < 3; p++) {
            assertThat(shares[p]).isBetween(0L, held[p]);
            sum += shares[p];
            largest = Math.max(largest, shares[p]);
            smallestOpen = shares[p] < held[p] ? Math.min(smallestOpen, shares[p]) : smallestOpen;
        }
        assertThat(sum).isEqualTo(Math.min(total, a + b + c));
        // No part that could take more has less than another by more than one, the remainder of the division.
        assertThat(smallestOpen == Long.MAX_VALUE || largest <= smallestOpen + 2)
                .isTrue();
    }

    private static GenericRecord record(Schema schema, Object... cells) {
        GenericRecord record = new GenericData.Record(schema);
        for (int i = 0; i < cells.length; i += 2) {
            record.put((String) cells[i], cells[i + 1]);
        }
        return record;
    }

    private static GenericData.EnumSymbol symbol(Schema schema, String name) {
        return new GenericData.EnumSymbol(
                schema.getField("state").schema().getTypes().get(1), name);
    }

    @Test
    void rowsOfTheMostFrequentRecordTypeAreKeptAndTheOthersNamed() {
        Schema other = new Schema.Parser().parse("""
            {"type": "record", "name": "Status", "fields": [
              {"name": "a", "type": ["null", "double"]},
              {"name": "uptime", "type": ["null", "double"]}]}""");
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 10);
        rows.add(record(OLD, "a", 1.0), 10, new Source("t", 0, 0));
        rows.add(record(OLD, "a", 2.0), 20, new Source("t", 0, 1));
        rows.add(record(other, "a", 3.0), 30, new Source("t", 0, 2));

        assertThat(rows.size()).isEqualTo(2);
        assertThat(rows.type()).isEqualTo("R");
        assertThat(rows.otherTypes()).isEqualTo(java.util.Map.of("Status", 1L));
        assertThat(rows.table().features().indexOf("uptime")).isNegative();
        assertThat(rows.lastMs()).isEqualTo(20);
    }

    @Test
    void aTypeOfAnotherNameWithAllFeaturesStays() {
        Schema renamed = new Schema.Parser().parse(OLD.toString().replace("\"name\":\"R\"", "\"name\":\"R2\""));
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING), 10);
        rows.add(record(OLD, "a", 1.0), 10, new Source("t", 0, 0));
        rows.add(record(renamed, "a", 2.0), 20, new Source("t", 0, 1));

        assertThat(rows.size()).isEqualTo(2);
        assertThat(rows.otherTypes()).isEmpty();
    }
}
