package io.lacuna.demo.feed;

import io.lacuna.data.Features;
import io.lacuna.demo.feed.Station.Site;
import io.lacuna.internal.data.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Simulated weather stations. They report in turn, each every twenty minutes, and lose cells, channels and loggers. The
 * key of a record is its station. The true values of lost cells are known. From one record on sensors and surroundings
 * change: temperature, humidity and wind are measured otherwise, and two channels depend on another cause, so that a model
 * fitted before is wrong. The same seed gives the same readings.
 */
public final class SensorNetwork implements Feed {
    private static final Schema SCHEMA = readSchema();
    private static final Features FEATURES = AvroCells.features(SCHEMA);
    private static final long START_MS = 1_704_067_200_000L; // 2024-01-01T00:00Z
    private static final long STEP_MS = 20 * 60 * 1000L;
    private static final double STEP_HOURS = STEP_MS / 3_600_000.0;
    private static final int CHANNELS_OF_A_LOGGER = 5;

    private static final List<Site> SITES = List.of(
            new Site(15, 0.6, 1.3, 30, true),
            new Site(13, 1.2, 0.8, 60, false),
            new Site(9, 0.9, 1.8, 12, false),
            new Site(14, 0.5, 1.7, 15, true),
            new Site(12, 0.8, 0.6, 10, false),
            new Site(13, 1.1, 1.4, 45, false));

    private final Weather weather;
    private final List<Station> stations;
    private final List<Dropouts> dropouts;
    private final long records;
    private final long driftAt;
    private Weather.Hour now = new Weather.Hour(0, 0);
    private long next;

    /**
     * @param records number of records
     * @param driftAt index of the first drifted record; {@code records} or more for none
     */
    public SensorNetwork(long seed, long records, long driftAt) {
        weather = new Weather(Seeds.random(seed, "demo.weather"), STEP_HOURS);
        stations = SITES.stream()
                .map(site -> new Station(site, Seeds.random(seed, "demo.station." + SITES.indexOf(site)), STEP_HOURS))
                .toList();
        dropouts = SITES.stream()
                .map(site -> new Dropouts(
                        Seeds.random(seed, "demo.dropouts." + SITES.indexOf(site)),
                        FEATURES.size(),
                        CHANNELS_OF_A_LOGGER))
                .toList();
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

    /** The number of stations. */
    static int stations() {
        return SITES.size();
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
        int station = (int) (next % SITES.size());
        long step = next / SITES.size();
        if (station == 0) {
            now = weather.next();
        }
        double[] truth = stations.get(station).next(step * STEP_HOURS, now, next >= driftAt);
        double[] observed = dropouts.get(station).apply(truth);
        String name = SCHEMA.getField("station").schema().getEnumSymbols().get(station);
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put(
                "station", new GenericData.EnumSymbol(SCHEMA.getField("station").schema(), name));
        record.put("time", timeMs(next));
        AvroCells.put(record, FEATURES, observed);
        next++;
        return new Row(name, truth, observed, record);
    }

    @Override
    public long timeMs(long index) {
        return START_MS + index / SITES.size() * STEP_MS;
    }

    private static Schema readSchema() {
        try (InputStream in = SensorNetwork.class.getResourceAsStream("SensorReading.avsc")) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's schema cannot be read from the program itself", e);
        }
    }
}
