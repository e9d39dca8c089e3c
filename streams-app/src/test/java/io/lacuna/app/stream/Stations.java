package io.lacuna.app.stream;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Stations whose altitude tells the humidity of their readings: three times as much. */
final class Stations {
    static final Schema STATION = SchemaBuilder.record("Station")
            .fields()
            .requiredString("name")
            .optionalDouble("altitude")
            .optionalDouble("temp") // A field of the readings too, which counts there alone.
            .endRecord();

    private Stations() {}

    static GenericRecord station(double altitude) {
        GenericRecord station = new GenericData.Record(STATION);
        station.put("name", "station");
        station.put("altitude", altitude);
        station.put("temp", -1000.0);
        return station;
    }

    static ImputationModel model() {
        Features features = new Features(
                List.of(Feature.continuous("temp"), Feature.continuous("humidity"), Feature.continuous("altitude")));
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            double altitude = 20 + 5 * random.nextGaussian();
            rows.add(new double[] {
                15 + random.nextGaussian(), 3 * altitude + random.nextGaussian(), i % 9 == 0 ? Double.NaN : altitude
            });
        }
        FitSettings settings = new FitSettings("relay-mixture", 5, Duration.ofSeconds(5), 1, Map.of("fits", "1"));
        return Trainers.fit(new Table(features, rows), settings, Progress.SILENT);
    }
}
