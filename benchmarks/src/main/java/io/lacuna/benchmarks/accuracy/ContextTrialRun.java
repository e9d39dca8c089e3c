package io.lacuna.benchmarks.accuracy;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.context.Timeline;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.CellErrors;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.training.Trainers;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Runs a trial of rows with a past, with one seed: split, hide, fit on the training rows with gaps, walk training and
 * test rows in the order of time with their gaps, and compare the fills of the test rows.
 */
final class ContextTrialRun {
    /** 10 March 2004, 18:00 UTC: the first hour of the table of air quality. */
    private static final long FIRST_HOUR_MS = 1_078_941_600_000L;

    private static final long HOUR_MS = 3_600_000;

    /** First age of each range, in rows of the key. */
    static final int[] AGES = {1, 2, 7, 25};

    private static final int NEVER = Integer.MAX_VALUE / 2;

    private final Features features;
    private final Standardizer scale;
    private final Table train;
    private final Timeline trainTimes;
    private final List<double[]> rows = new ArrayList<>();
    private final List<double[]> truths = new ArrayList<>();
    private final Timeline timeline;

    ContextTrialRun(CsvTable table, ContextTrial trial, long seed) {
        int[] keyColumns = trial.keys().stream()
                .mapToInt(name -> index(table.features(), name))
                .toArray();
        int[] columns = IntStream.range(0, table.features().size())
                .filter(j -> Arrays.stream(keyColumns).noneMatch(k -> k == j))
                .toArray();
        List<Feature> own = new ArrayList<>();
        for (int j : columns) {
            own.add(table.features().get(j));
        }
        features = new Features(own);
        KeyedRows keyed = KeyedRows.of(ordered(table.rows(), trial, seed), keyColumns, columns);
        List<Integer> keys = new ArrayList<>();
        List<double[]> holed = new ArrayList<>();
        for (int p : keyed.train()) {
            truths.add(keyed.rows().get(p));
            keys.add(keyed.keys()[p]);
        }
        int trainRows = truths.size();
        for (int p : keyed.test()) {
            truths.add(keyed.rows().get(p));
            keys.add(keyed.keys()[p]);
        }
        scale = Standardizer.fit(new Table(features, truths.subList(0, trainRows)));
        int[] key = keys.stream().mapToInt(Integer::intValue).toArray();
        holed.addAll(hide(truths.subList(0, trainRows), Arrays.copyOf(key, trainRows), trial, seed * 1000 + 2));
        holed.addAll(hide(
                truths.subList(trainRows, truths.size()),
                Arrays.copyOfRange(key, trainRows, key.length),
                trial,
                seed * 1000 + 3));
        rows.addAll(holed);
        timeline = times(key, trial.order());
        train = new Table(features, rows.subList(0, trainRows));
        trainTimes = timeline.select(IntStream.range(0, trainRows).toArray());
    }

    private static List<double[]> ordered(List<double[]> rows, ContextTrial trial, long seed) {
        List<double[]> ordered = new ArrayList<>(rows);
        SplittableRandom random = new SplittableRandom(seed * 1000 + 1);
        for (int i = ordered.size() - 1; i > 0 && trial.order() == ContextTrial.Order.SHUFFLED; i--) {
            Collections.swap(ordered, i, random.nextInt(i + 1));
        }
        return ordered;
    }

    private static int index(Features features, String name) {
        int index = features.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("the table has no column '" + name + "'");
        }
        return index;
    }

    private static Timeline times(int[] keys, ContextTrial.Order order) {
        Timeline byRows = Timeline.ofRows(keys);
        if (order != ContextTrial.Order.TIME) {
            return byRows;
        }
        long[] times = Arrays.stream(byRows.times())
                .map(row -> FIRST_HOUR_MS + row * HOUR_MS)
                .toArray();
        return new Timeline(times, keys, true);
    }

    /** Hides cells along each key's own rows; the k-th key of several draws from the stream + 10 k. */
    private static List<double[]> hide(List<double[]> rows, int[] keys, ContextTrial trial, long stream) {
        int count = Arrays.stream(keys).max().orElse(0) + 1;
        double[][] holed = new double[rows.size()][];
        for (int k = 0; k < count; k++) {
            int own = k;
            int[] places =
                    IntStream.range(0, keys.length).filter(i -> keys[i] == own).toArray();
            List<double[]> mine = Arrays.stream(places).mapToObj(rows::get).toList();
            boolean[][] hidden = Masking.hide(mine, mine, trial.masks(), stream + (count > 1 ? 10L * (k + 1) : 0));
            for (int i = 0; i < places.length; i++) {
                double[] cells = mine.get(i).clone();
                for (int j = 0; j < cells.length; j++) {
                    cells[j] = hidden[i][j] ? Double.NaN : cells[j];
                }
                holed[places[i]] = cells;
            }
        }
        return List.of(holed);
    }

    /** Errors by filler, each of all ages and then by range of ages. */
    Map<String, CellErrors[]> with(FitSettings settings) {
        ImputationModel model = Trainers.fit(train, trainTimes, settings, Progress.SILENT, null);
        ImputationModel alone =
                model.calendar().isNone() ? model : Trainers.fit(train, null, settings, Progress.SILENT, null);
        Map<String, PastFiller> fillers = new LinkedHashMap<>();
        fillers.put(ContextBench.ALONE, ModelFiller.alone(alone));
        fillers.put(ContextBench.CONTEXT, ModelFiller.withContext(model));
        fillers.put(ContextBench.STREAM, ModelFiller.inTheStream(model));
        fillers.put(ContextBench.LAST, PlainFillers.last(scale));
        fillers.put(ContextBench.OWN, PlainFillers.autoregression(train, trainTimes));
        fillers.put(ContextBench.MEAN, PlainFillers.mean(Standardizer.fit(train)));
        if (!model.calendar().isNone()) {
            fillers.put("calendar", ModelFiller.alone(model));
        }
        ContextParts.of(model).forEach((name, part) -> fillers.put(name, ModelFiller.withContext(part)));
        fillers.put(ContextBench.COLUMNS_OF_LAST, LastValueColumns.fit(train, trainTimes, settings));
        return walk(fillers);
    }

    private Map<String, CellErrors[]> walk(Map<String, PastFiller> fillers) {
        Map<String, CellErrors[]> errors = new LinkedHashMap<>();
        for (String name : fillers.keySet()) {
            CellErrors[] byAge = new CellErrors[AGES.length + 1];
            Arrays.setAll(byAge, range -> new CellErrors());
            errors.put(name, byAge);
        }
        Map<Integer, int[]> ages = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            int[] age = ages.computeIfAbsent(timeline.keys()[i], unseen -> {
                int[] never = new int[features.size()];
                Arrays.fill(never, NEVER);
                return never;
            });
            for (int j = 0; j < age.length; j++) {
                age[j] = Math.min(NEVER, age[j] + 1);
            }
            for (Map.Entry<String, PastFiller> each : fillers.entrySet()) {
                each.getValue().fill(rows.get(i), timeline.keys()[i], timeline.times()[i]);
                if (i >= train.size()) {
                    compare(i, each.getValue(), age, errors.getOrDefault(each.getKey(), new CellErrors[0]));
                }
                each.getValue().remember();
            }
            for (int j = 0; j < age.length; j++) {
                age[j] = Double.isNaN(rows.get(i)[j]) ? age[j] : 0;
            }
        }
        return errors;
    }

    private void compare(int i, PastFiller filler, int[] age, CellErrors[] into) {
        for (int j = 0; j < features.size(); j++) {
            double truth = truths.get(i)[j];
            if (Double.isNaN(rows.get(i)[j]) && !Double.isNaN(truth)) {
                double error = (filler.mean(j) - truth) / scale.sd()[j];
                boolean held = filler.holds(j, truth);
                into[0].number(error, held);
                into[range(age[j]) + 1].number(error, held);
            }
        }
    }

    private static int range(int age) {
        int range = 0;
        while (range + 1 < AGES.length && age >= AGES[range + 1]) {
            range++;
        }
        return range;
    }
}
