package io.lacuna.app.table;

import io.lacuna.app.table.column.ColumnSketch;
import io.lacuna.app.table.column.Wording;
import io.lacuna.app.table.csv.CsvReader;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Features;
import io.lacuna.internal.data.UnitChange;
import io.lacuna.internal.model.TrainingStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Maps the columns of a file to the features of a model by name, in any order. Immutable. */
public final class FeatureColumns {
    /** With fewer numbers the mean of a column is not compared. */
    private static final long FEWEST_TO_COMPARE = 5;

    /** Of fewer numbers the spread is too uncertain to tell a conversion by it. */
    private static final long FEWEST_TO_CONVERT = 20;

    /** Distance of the means, in standard deviations of training, of what seems to be another quantity. */
    private static final double FAR = 10;

    private final Features features;
    private final List<ColumnSketch> sketches;
    private final int[] featureOf;

    /** Codec by feature; none for a feature without a column. */
    private final @Nullable CellCodec[] codecs;

    private FeatureColumns(
            Features features, List<ColumnSketch> sketches, int[] featureOf, @Nullable CellCodec[] codecs) {
        this.features = features;
        this.sketches = sketches;
        this.featureOf = featureOf;
        this.codecs = codecs;
    }

    /**
     * @param fitted how the columns of the training table were written
     */
    static FeatureColumns match(TableProfile profile, Features features, FittedColumns fitted) {
        Map<String, Integer> places = new HashMap<>();
        for (int f = 0; f < features.size(); f++) {
            places.put(features.get(f).name(), f);
        }
        int[] featureOf = profile.names().stream()
                .mapToInt(name -> places.getOrDefault(name, -1))
                .toArray();
        CellCodec[] codecs = new CellCodec[features.size()];
        for (ColumnSketch column : profile.sketches()) {
            int f = places.getOrDefault(column.name(), -1);
            if (f >= 0) {
                codecs[f] = new CellCodec(features.get(f), column, fitted.decimals(column));
            }
        }
        return new FeatureColumns(features, profile.sketches(), featureOf, codecs);
    }

    public Features features() {
        return features;
    }

    /** Refuses a file without a column for any of the features. */
    void requireAny(Path file) throws TableException {
        if (absent().size() == features.size()) {
            throw new TableException(
                    file + ": none of the model's features is a column of it; the model has " + Wording.some(absent()));
        }
    }

    /** The feature of a column, or -1. */
    public int feature(int column) {
        return featureOf[column];
    }

    /** Reads and writes the cells of a feature that has a column. */
    public CellCodec codec(int feature) {
        return Objects.requireNonNull(codecs[feature]);
    }

    /** By feature, the step between filled numbers; 0 where they have no fixed resolution. */
    double[] resolution() {
        double[] steps = new double[codecs.length];
        for (int f = 0; f < steps.length; f++) {
            steps[f] = codecs[f] == null ? 0 : codecs[f].resolution();
        }
        return steps;
    }

    /** Whether a cell is missing in a column without a feature. */
    boolean isMissing(int column, String text) {
        return sketches.get(column)
                .missing()
                .amongNumbers(text, sketches.get(column).style().parse(text));
    }

    /**
     * Columns that do not look like those of the training table: numbers of another size, or another unit, one line each.
     *
     * @param training statistics of the model's features
     * @param units units of the training table's columns, by name
     */
    List<String> otherUnits(TrainingStatistics training, Map<String, String> units) {
        List<String> notes = new ArrayList<>();
        for (int c = 0; c < featureOf.length; c++) {
            int f = featureOf[c];
            if (f < 0 || !features.get(f).isContinuous()) {
                continue;
            }
            ColumnSketch column = sketches.get(c);
            String before = units.getOrDefault(column.name(), "");
            String now = column.style().unit();
            double mean = column.mean(FEWEST_TO_COMPARE);
            double trainingSd = training.sd()[f];
            String known = conversion(training.mean()[f], trainingSd, column);
            if (!before.isEmpty() && !now.isEmpty() && !before.equals(now)) {
                notes.add("column '" + column.name() + "' is in " + now + "; the model was fitted on " + before);
            } else if (Math.abs(mean - training.mean()[f]) > FAR * trainingSd || !known.isEmpty()) {
                notes.add(String.format(
                        Locale.ROOT,
                        "column '%s' has the mean %.4g; the model was fitted on numbers with the mean %.4g and the standard"
                                + " deviation %.4g: is it in another unit%s?",
                        column.name(),
                        mean,
                        training.mean()[f],
                        trainingSd,
                        known));
            }
        }
        return notes;
    }

    /** The known conversion between two units that explains a column's numbers, in parentheses; empty for none. */
    private static String conversion(double trainingMean, double trainingSd, ColumnSketch column) {
        double mean = column.mean(FEWEST_TO_CONVERT);
        return Double.isNaN(mean)
                ? ""
                : UnitChange.between(trainingMean, trainingSd, mean, column.sd())
                        .map(UnitChange::name)
                        .filter(name -> !name.isEmpty())
                        .map(name -> " (" + name + ")")
                        .orElse("");
    }

    /** Features without a column. */
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

    /** Columns without a feature. */
    public List<String> foreign() {
        List<String> foreign = new ArrayList<>();
        for (int c = 0; c < featureOf.length; c++) {
            if (featureOf[c] < 0) {
                foreign.add(sketches.get(c).name());
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
                observation[featureOf[c]] = codec(featureOf[c]).value(reader.text(c));
            }
        }
        return observation;
    }
}
