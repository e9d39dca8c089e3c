package io.lacuna.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.trainer.cells.AvroCells;
import io.lacuna.app.trainer.cells.JsonCells;
import io.lacuna.app.trainer.cells.WindowColumns;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.json.JsonValueDeserializer;
import io.lacuna.internal.note.Source;
import io.lacuna.internal.partner.EnrichTopic;
import io.lacuna.internal.record.MappingRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
        assertThat(rows.columns().ofPartners()).containsExactly("altitude");
        assertThat(rows.table().rows())
                .containsExactly(
                        new double[] {20, 1, 0}, new double[] {21, 1, 0}, new double[] {22, 2, 0}, new double[] {
                            23, Double.NaN, 1
                        });
    }

    @Test
    void membersOfJsonPartnersThatNoRecordHasAreFeaturesOfPartners() {
        JsonValueDeserializer json = new JsonValueDeserializer();
        history.add(
                0, bytes("a"), 100, json.deserialize("t", bytes("{\"altitude\":1.5,\"temp\":-1,\"kind\":\"sea\"}")));
        history.add(
                0, bytes("b"), 100, json.deserialize("t", bytes("{\"altitude\":2.5,\"temp\":-1,\"kind\":\"hill\"}")));
        history.add(0, bytes("c"), 100, json.deserialize("t", bytes("{\"imputation\":{},\"altitude\":9}")));
        WindowRows rows = WindowRows.newest(new JsonCells(MappingRules.EVERYTHING), 100);
        for (int i = 0; i < 40; i++) {
            String station = i % 4 == 0 ? "a" : i % 4 == 1 ? "b" : i % 4 == 2 ? "c" : "d";
            GenericRecord record = json.deserialize(
                    "t", bytes("{\"station\":\"" + station + "\",\"temp\":" + (20 + i % 7 + 0.5) + "}"));
            rows.add(record, i, new Source("readings", 0, i), null, history.of("readings", null, record, 200));
        }
        WindowColumns columns = rows.columns();
        assertThat(columns.table().features().list())
                .containsExactly(
                        Feature.categorical("station", List.of("a", "b", "c", "d")),
                        Feature.continuous("temp"),
                        Feature.continuous("altitude"),
                        Feature.categorical("kind", List.of("hill", "sea")));
        assertThat(columns.ofPartners()).containsExactlyInAnyOrder("altitude", "kind");
        assertThat(columns.provenance()).containsEntry("input.partner.features", "2,3");
        assertThat(columns.words()).startsWith("fills station, temp, with altitude, kind of other topics");
        assertThat(columns.table().row(0)).containsExactly(0, 20.5, 1.5, 1);
        assertThat(columns.table().row(2)).containsExactly(2, 22.5, Double.NaN, Double.NaN);
    }

    @Test
    void cellsOfPartnersAreNeverHiddenInTheHeldOutPart() {
        Features features = new Features(List.of(Feature.continuous("temp"), Feature.continuous("altitude")));
        List<double[]> cells = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            cells.add(new double[] {i % 9 == 0 ? Double.NaN : i, i % 5 == 0 ? Double.NaN : 2 * i});
        }
        Table window = new Table(features, cells);
        for (Timeline timeline : new Timeline[] {null, Timeline.ofRows(400)}) {
            HeldOut held = HeldOut.of(window, timeline, Set.of("altitude"), 0.3, 0.4, 1);
            int hidden = 0;
            for (int i = 0; i < held.truth().size(); i++) {
                assertThat(held.masks().hidden()[i][1]).isFalse();
                assertThat(held.masks().table().row(i)[1])
                        .isEqualTo(Double.valueOf(held.truth().row(i)[1]));
                hidden += held.masks().hidden()[i][0] ? 1 : 0;
            }
            assertThat(hidden).isGreaterThan(20);
        }
    }
}
