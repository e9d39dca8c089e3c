package io.lacuna.app.stream;

import static io.lacuna.app.stream.StreamFixture.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.internal.generation.Models;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.impute.RecordReplay;
import io.lacuna.internal.note.Source;
import io.lacuna.schemas.ImputedCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model was fitted on temperatures of 19 and 21; the temperatures in the stream are spread four times as wide. */
class IntervalsUnderDriftTest {
    private static final int RECORDS = 6000;
    private static final Map<String, String> SCORED = Map.of("scores.share", "1", "scores.mask.rate", "0.3");

    @TempDir
    private Path folder;

    /** Every third record has a gap at temp. Returns the true temp of each record. */
    private static List<Double> send(StreamFixture stream) {
        SplittableRandom random = new SplittableRandom(5);
        List<Double> truths = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            double temp = 20
                    + 4
                            * Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
                            * Math.cos(2 * Math.PI * random.nextDouble());
            truths.add(temp);
            stream.send(sensor(i % 3 == 0 ? null : temp, i % 2 == 0 ? 40f : 60f, 7, true, "on"), i);
        }
        return truths;
    }

    /** The same with a list of notes, whose numbers are doubles. */
    private static Map<String, String> inDoubles(String live) {
        Map<String, String> keys = with(live);
        keys.put("imputed.notes.cells", "array");
        return keys;
    }

    private static Map<String, String> with(String live) {
        Map<String, String> keys = new HashMap<>(SCORED);
        keys.put("inference.interval.live", live);
        return keys;
    }

    private static ImputedCell cell(GenericRecord imputed) {
        return StreamFixture.cells(imputed).get(0);
    }

    /** Share of the gaps at temp whose interval contains the true value, without the first sixth of the records. */
    private double coverage(List<GenericRecord> imputed, List<Double> truths) {
        int held = 0;
        int gaps = 0;
        for (int i = 0; i < RECORDS; i += 3) {
            if (i >= RECORDS / 6) {
                ImputedCell cell = cell(imputed.get(i));
                double truth = truths.get(i);
                held += cell.getLower() <= truth && truth <= cell.getUpper() ? 1 : 0;
                gaps++;
            }
        }
        return held / (double) gaps;
    }

    @Test
    void filledCellsKeepTheirPromiseWhereTheModelAloneDoesNot() {
        try (StreamFixture live = new StreamFixture(folder, with("true"));
                StreamFixture still = new StreamFixture(folder, with("false"))) {
            live.publish(1, Models.sensors(20));
            still.publish(1, Models.sensors(20));
            List<Double> truths = send(live);
            send(still);
            assertThat(coverage(live.rest(live.imputed), truths)).isBetween(0.87, 0.93);
            List<GenericRecord> uncorrected = still.rest(still.imputed);
            assertThat(coverage(uncorrected, truths)).isLessThan(0.5);
            assertThat(uncorrected)
                    .allMatch(
                            record -> StreamFixture.cells(record).stream().allMatch(cell -> cell.getStretch() == null));
        }
    }

    @Test
    void theNotedStretchIsTheOneTheIntervalGotAndTheFirstRecordsHaveNone() {
        try (StreamFixture live = new StreamFixture(folder, inDoubles("true"));
                StreamFixture still = new StreamFixture(folder, inDoubles("false"))) {
            live.publish(1, Models.sensors(20));
            still.publish(1, Models.sensors(20));
            send(live);
            send(still);
            ImputedCell plain = cell(still.next());
            List<GenericRecord> imputed = live.rest(live.imputed);
            assertThat(cell(imputed.get(0)).getStretch()).isNull();
            ImputedCell last = cell(imputed.get(RECORDS - RECORDS % 3 - 3));
            double mean = plain.getMean();
            double stretch = last.getStretch();
            assertThat(stretch).isGreaterThan(2);
            assertThat(last.getUpper()).isCloseTo(mean + stretch * (plain.getUpper() - mean), within(1e-9));
            assertThat(last.getMean()).isEqualTo(plain.getMean());
            assertThat(last.getSd()).isEqualTo(plain.getSd());
        }
    }

    @ParameterizedTest
    @CsvSource({"processing.guarantee, at_least_once", "generation.selection, as-of"})
    void whereRepeatsOrReplaysMustBeIdenticalIntervalsStay(String key, String value) {
        Map<String, String> keys = with("true");
        keys.put(key, value);
        try (StreamFixture stream = new StreamFixture(folder, keys)) {
            stream.publish(1, Models.sensors(20));
            send(stream);
            List<GenericRecord> imputed = stream.rest(stream.imputed);
            assertThat(cell(imputed.get(RECORDS - RECORDS % 3 - 3)).getStretch())
                    .isNull();
        }
    }

    @Test
    void aReplayOfTheTopicFromItsStartGivesTheSameBytes() {
        try (StreamFixture first = new StreamFixture(folder, with("true"));
                StreamFixture second = new StreamFixture(folder, with("true"))) {
            first.publish(1, Models.sensors(20));
            second.publish(1, Models.sensors(20));
            send(first);
            send(second);
            assertThat(second.imputed.readValuesToList())
                    .usingElementComparator(java.util.Arrays::compare)
                    .containsExactlyElementsOf(first.imputed.readValuesToList());
        }
    }

    @Test
    void anAuditComputesARecordAgainToTheByteFromTheStretchItNotes() {
        try (StreamFixture live = new StreamFixture(folder, with("true"))) {
            live.publish(1, Models.sensors(20));
            send(live);
            List<byte[]> imputed = live.imputed.readValuesToList();
            int at = RECORDS - RECORDS % 3 - 3;
            GenericRecord stood = live.deserializer.deserialize("sensors-imputed", imputed.get(at));
            GenericRecord came = sensor(null, at % 2 == 0 ? 40f : 60f, 7, true, "on");
            ServingGeneration serving = Objects.requireNonNull(live.catalog.newest());
            LacunaConfig config = LacunaConfig.of(Map.of(
                    "bootstrap.servers",
                    "nowhere:9092",
                    "schema.registry.url",
                    "mock://test",
                    "input.topic",
                    "sensors"));
            RecordReplay replay =
                    new RecordReplay(config.servingSettings(), config.streamTopics(), live.registry, serving);
            Double stretch = cell(stood).getStretch();
            assertThat(replay.fill(came, new Source("sensors", 0, at), Map.of("temp", stretch))
                            .imputed())
                    .isEqualTo(imputed.get(at));
            assertThat(replay.fill(came, new Source("sensors", 0, at), Map.of()).imputed())
                    .isNotEqualTo(imputed.get(at));
        }
    }
}
