package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.trainer.cells.AvroCells;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.internal.record.MappingRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** The trainer joins what the stream would: the newest partner up to a record's time. */
class PartnerHistoryTest {
    private static final Schema READING = SchemaBuilder.record("Reading")
            .fields()
            .requiredString("station")
            .optionalDouble("temp")
            .endRecord();
    private static final Schema STATION = SchemaBuilder.record("Station")
            .fields()
            .requiredString("name")
            .optionalDouble("altitude")
            .optionalDouble("temp")
            .endRecord();

    private final PartnerHistory history = new PartnerHistory(List.of(new EnrichTopic("stations", "station")));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static GenericRecord station(double altitude) {
        GenericRecord station = new GenericData.Record(STATION);
        station.put("name", "x");
        station.put("altitude", altitude);
        station.put("temp", -1.0);
        return station;
    }

    private static GenericRecord reading(String station, double temp) {
        GenericRecord reading = new GenericData.Record(READING);
        reading.put("station", station);
        reading.put("temp", temp);
        return reading;
    }

    private void add(WindowRows rows, String station, double temp, long timeMs) {
        GenericRecord reading = reading(station, temp);
        rows.add(
                reading,
                timeMs,
                new Source("readings", 0, timeMs),
                null,
                history.of("readings", null, reading, timeMs));
    }

    @Test
    void aRecordIsJoinedToTheNewestPartnerUpToItsTime() {
        history.add(0, bytes("a"), 100, station(1));
        history.add(0, bytes("a"), 200, station(2));
        WindowRows rows = WindowRows.newest(new AvroCells(MappingRules.EVERYTHING, history.schemas(), null), 10);
        add(rows, "a", 20, 50); // Earlier than all: the first one.
        add(rows, "a", 21, 150);
        add(rows, "a", 22, 200);
        add(rows, "b", 23, 300); // No partner.
        assertThat(rows.table().features().list())
                .extracting(feature -> feature.name())
                .containsExactly("temp", "altitude", "station");
        assertThat(rows.table().rows())
                .containsExactly(
                        new double[] {20, 1, 0}, new double[] {21, 1, 0}, new double[] {22, 2, 0}, new double[] {
                            23, Double.NaN, 1
                        });
    }
}
