package io.lacuna.app.table;

import io.lacuna.app.table.csv.CsvHeader;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.MissingMarkers;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Features;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which columns of a file hold which features of a model, matched by name in any order. Immutable. */
public final class FeatureColumns {
    private final Features features;
    private final List<String> names;
    private final int[] featureOf;
    private final List<CellCodec> codecs = new ArrayList<>();

    private FeatureColumns(Features features, List<String> names, int[] featureOf) {
        this.features = features;
        this.names = names;
        this.featureOf = featureOf;
    }

    public static FeatureColumns match(
            CsvHeader header, Features features, MissingMarkers missing, boolean decimalComma) {
        Map<String, Integer> places = new HashMap<>();
        for (int f = 0; f < features.size(); f++) {
            places.put(features.get(f).name(), f);
        }
        int[] featureOf = header.names().stream()
                .mapToInt(name -> places.getOrDefault(name, -1))
                .toArray();
        FeatureColumns columns = new FeatureColumns(features, header.names(), featureOf);
        for (int f = 0; f < features.size(); f++) {
            columns.codecs.add(new CellCodec(features.get(f), missing, decimalComma));
        }
        return columns;
    }

    public Features features() {
        return features;
    }

    /** Refuses a file that has no column for any of the features. */
    void requireAny(Path file) throws TableException {
        if (absent().size() == features.size()) {
            throw new TableException(
                    file + ": none of the model's features is a column of it; the model has " + Wording.some(absent()));
        }
    }

    /** The feature that a column holds, or -1. */
    public int feature(int column) {
        return featureOf[column];
    }

    public CellCodec codec(int feature) {
        return codecs.get(feature);
    }

    /** Features that no column holds. */
    public List<String> absent() {
        boolean[] there = new boolean[features.size()];
        Arrays.stream(featureOf).filter(f -> f >= 0).forEach(f -> there[f] = true);
        List<String> absent = new ArrayList<>();
        for (int f = 0; f < there.length; f++) {
            if (!there[f]) {
                absent.add(features.get(f).name());
            }
        }
        return absent;
    }

    /** Columns that hold no feature. */
    public List<String> foreign() {
        List<String> foreign = new ArrayList<>();
        for (int c = 0; c < featureOf.length; c++) {
            if (featureOf[c] < 0) {
                foreign.add(names.get(c));
            }
        }
        return foreign;
    }

    /** The reader's record as a new observation in the features' order. */
    public double[] observation(CsvReader reader) {
        double[] observation = new double[features.size()];
        Arrays.fill(observation, Double.NaN);
        for (int c = 0; c < featureOf.length; c++) {
            if (featureOf[c] >= 0) {
                observation[featureOf[c]] = codecs.get(featureOf[c]).value(reader.text(c));
            }
        }
        return observation;
    }
}
