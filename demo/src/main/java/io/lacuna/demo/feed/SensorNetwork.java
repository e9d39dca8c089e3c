package io.lacuna.demo.feed;

import io.lacuna.data.Features;
import io.lacuna.internal.data.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Three simulated weather stations. They report every twenty minutes and lose cells, channels and whole stations. The
 * true values of lost cells are known. From one record on the sensors drift: the calibration of three sensors changes,
 * and two channels depend on another cause, so that a model fitted before is wrong. The same seed gives the same
 * readings.
 */
public final class SensorNetwork implements Feed {
    private static final Schema SCHEMA = readSchema();
    private static final Features FEATURES = AvroCells.features(SCHEMA);
    private static final long START_MS = 1_704_067_200_000L; // 2024-01-01T00:00Z
    private static final long STEP_MS = 20 * 60 * 1000L;

    private final Weather weather;
    private final Dropouts dropouts;
    private final long records;
    private final long driftAt;
    private long next;

    /**
     * @param records number of records
     * @param driftAt index of the first drifted record; {@code records} or more for none
     */
    public SensorNetwork(long seed, long records, long driftAt) {
        weather = new Weather(Seeds.random(seed, "demo.weather"));
        dropouts = new Dropouts(Seeds.random(seed, "demo.dropouts"), FEATURES);
        this.records = records;
        this.driftAt = driftAt;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Features features() {
        return FEATURES;
    }

    @Override
    public long size() {
        return records;
    }

    @Override
    public long driftAt() {
        return driftAt;
    }

    @Override
    public boolean hasNext() {
        return next < records;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + records + " readings are taken");
        }
        double hour = next * (STEP_MS / 3_600_000.0);
        double[] truth = weather.next(hour, next >= driftAt);
        double[] observed = dropouts.apply(truth);
        GenericRecord record = new GenericData.Record(SCHEMA);
        long time = START_MS + next * STEP_MS;
        record.put("network", "coast");
        record.put("time", time);
        AvroCells.put(record, FEATURES, observed);
        next++;
        return new Row(truth, observed, record);
    }

    private static Schema readSchema() {
        try (InputStream in = SensorNetwork.class.getResourceAsStream("SensorReading.avsc")) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's schema cannot be read from the program itself", e);
        }
    }
}
