package io.lacuna.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.table.csv.AtomicFile;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes reports. Each is made from the document that {@code --json} prints, and has that document in it.
 *
 * <pre>{@code
 * Reports.evaluation(file, "rooms.csv", truth, document);
 * }</pre>
 */
public final class Reports {
    /** Features in the map of filled cells. */
    private static final int MOST_ROWS_OF_A_MAP = 200;

    private Reports() {}

    /**
     * A report of {@code evaluate}.
     *
     * @param document what {@code --json} prints
     */
    public static void evaluation(Path file, String of, Table truth, Map<String, Object> document)
            throws TableException {
        Html page = new Html("Evaluation of " + of)
                .words(document.get("rows") + " rows, " + document.get("hiddenCells")
                        + " observed cells hidden at rate "
                        + document.get("maskRate") + " with seed " + document.get("seed") + ", filled with "
                        + document.get("method") + ". Errors in standard deviations of the training data.");
        List<Map<String, Object>> features = maps(document, "features");
        List<Map<String, Object>> numbers = having(features, "rmse");
        List<Map<String, Object>> categories = having(features, "errorRate");
        if (!numbers.isEmpty()) {
            List<Map<String, Object>> all = new ArrayList<>(numbers);
            all.add(map(document, "total"));
            page.heading("Numbers")
                    .figure(Bars.svg(
                            "Root mean squared error by feature, with the error of filling with the mean as a mark",
                            bars(numbers, "feature", "rmse", "meanFillRmse"),
                            0))
                    .words("Bar: root mean squared error. Mark: error of filling with the mean.")
                    .table(
                            "Errors",
                            List.of("feature", "hidden", "rmse", "mae", "elastic", "mean fill rmse", "mean fill mae"),
                            rows(all, "feature", "cells", "rmse", "mae", "elastic", "meanFillRmse", "meanFillMae"));
            double mass = ((Number) document.getOrDefault("mass", 0.9)).doubleValue();
            page.heading("Intervals")
                    .figure(Bars.svg(
                            "Coverage by feature, with the promised coverage as a mark",
                            numbers.stream()
                                    .map(entry -> new Bars.Bar(
                                            String.valueOf(entry.get("feature")), value(entry, "coverage"), mass))
                                    .toList(),
                            1))
                    .words("Bar: share of the true values inside their interval. Mark: the share that is promised.")
                    .table(
                            "Coverage and density",
                            List.of("feature", "coverage", "mean log density"),
                            rows(all, "feature", "coverage", "logDensity"));
            calibration(page, map(document, "total"));
        }
        if (!categories.isEmpty()) {
            page.heading("Categories")
                    .figure(Bars.svg(
                            "Share of wrong fills by feature, with that of filling with the most frequent category as a mark",
                            bars(categories, "feature", "errorRate", "modeFillErrorRate"),
                            0))
                    .words("Bar: share of wrong fills. Mark: filling with the most frequent category.")
                    .table(
                            "Wrong fills",
                            List.of("feature", "hidden", "wrong", "by mode"),
                            rows(categories, "feature", "categories", "errorRate", "modeFillErrorRate"));
        }
        if (document.containsKey("ages")) {
            List<Map<String, Object>> ages = maps(document, "ages");
            page.heading("Age of the gap")
                    .figure(Bars.svg(
                            "Error by steps since the feature was last observed, with that of the last value as a mark",
                            bars(ages, "steps", "rmse", "rmseOfLastValue"),
                            0))
                    .words("Bar: error with the past of the key. Mark: the last value carried forward.")
                    .table(
                            "By steps since the feature was last observed",
                            List.of("steps", "hidden", "rmse", "coverage", "rmse without past", "last value"),
                            rows(ages, "steps", "cells", "rmse", "coverage", "rmseWithoutContext", "rmseOfLastValue"));
        }
        worst(page, maps(document, "worst"));
        missing(page, truth);
        write(file, page.end(text(document)));
    }

    /**
     * A report of {@code impute}.
     *
     * @param document what {@code --json} prints
     */
    public static void imputation(Path file, String of, Map<String, Object> document) throws TableException {
        List<Map<String, Object>> features = maps(document, "features");
        long rowsPerBlock = ((Number) document.getOrDefault("rowsPerBlock", 1)).longValue();
        long records = ((Number) document.getOrDefault("records", 0)).longValue();
        Html page = new Html("What was filled in " + of)
                .words(document.get("cellsFilled") + " cells in " + document.get("recordsWithGaps") + " of " + records
                        + " rows, with " + document.get("method") + ".");
        for (Object note : (List<?>) document.getOrDefault("notes", List.of())) {
            page.words("Note: " + note);
        }
        page.heading("By feature")
                .figure(Bars.svg(
                        "Share of the cells that were filled, by feature",
                        features.stream()
                                .map(entry -> new Bars.Bar(
                                        String.valueOf(entry.get("feature")),
                                        value(entry, "filled") / Math.max(1, records),
                                        null))
                                .toList(),
                        1))
                .words("Share of the rows in which the feature was filled.")
                .table(
                        "Observed and filled cells",
                        List.of("feature", "observed", "filled", "observed mean", "filled mean", "mean sd of a fill"),
                        rows(features, "feature", "observed", "filled", "observedMean", "filledMean", "meanSd"));
        List<Map<String, Object>> shown =
                features.stream().limit(MOST_ROWS_OF_A_MAP).toList();
        page.heading("Where")
                .figure(Heat.svg(
                        "Share of filled cells by feature and by blocks of " + rowsPerBlock
                                + " rows, from the first to the last; the document in this page has each number",
                        shown.stream()
                                .map(entry -> new Heat.Row(
                                        String.valueOf(entry.get("feature")),
                                        ((List<?>) entry.getOrDefault("filledByRows", List.of()))
                                                .stream()
                                                        .map(count -> ((Number) count).doubleValue() / rowsPerBlock)
                                                        .toList()))
                                .toList()))
                .words("From left to right the rows of the table, " + rowsPerBlock
                        + (rowsPerBlock == 1 ? " row" : " rows")
                        + " in a block; the darker, the more of them were filled."
                        + (features.size() > shown.size()
                                ? " The first " + shown.size() + " of " + features.size() + " features."
                                : ""));
        write(file, page.end(text(document)));
    }

    /**
     * A report of {@code demo}.
     *
     * @param document the verdict's lines ({@code verdict}) and the errors by feature ({@code features}: {@code feature}, {@code cells},
     *     {@code lacuna}, {@code means}, {@code lastValue}, {@code withoutPast})
     */
    public static void demo(Path file, Map<String, Object> document) throws TableException {
        Html page = new Html("The demo's verdict");
        for (Object line : (List<?>) document.getOrDefault("verdict", List.of())) {
            page.words(String.valueOf(line));
        }
        List<Map<String, Object>> features = maps(document, "features");
        page.heading("Errors of the filled cells")
                .words("Numbers in standard deviations, categories as the share that is wrong.");
        for (String[] other : new String[][] {
            {"means", "the mean of the column"},
            {"lastValue", "the last value of the same key"},
            {"withoutPast", "the same model without the key's past"}
        }) {
            List<Map<String, Object>> compared = having(features, other[0]);
            if (!compared.isEmpty()) {
                page.figure(Bars.svg(
                                "Error by feature, with that of " + other[1] + " as a mark",
                                bars(compared, "feature", "lacuna", other[0]),
                                0))
                        .words("Bar: Lacuna. Mark: " + other[1] + ".");
            }
        }
        page.table(
                "Errors by feature",
                List.of("feature", "cells", "Lacuna", "means", "last value", "without past"),
                rows(features, "feature", "cells", "lacuna", "means", "lastValue", "withoutPast"));
        write(file, page.end(text(document)));
    }

    /** Where the true values of all numbers were in their predictive distributions. */
    private static void calibration(Html page, Map<String, Object> total) {
        List<?> counts = (List<?>) total.getOrDefault("pit", List.of());
        double cells = ((Number) total.getOrDefault("cells", 0)).doubleValue();
        List<Bars.Bar> bars = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (int part = 0; part < counts.size(); part++) {
            String name = String.format(
                    Locale.ROOT, "%.1f to %.1f", part / (double) counts.size(), (part + 1) / (double) counts.size());
            long count = ((Number) counts.get(part)).longValue();
            bars.add(new Bars.Bar(name, count / Math.max(1, cells), 1.0 / counts.size()));
            rows.add(List.of(name, String.valueOf(count), Html.number(count / Math.max(1, cells))));
        }
        page.heading("Calibration")
                .figure(Bars.svg(
                        "Share of the hidden numbers by the predicted probability of a value at most as large, with equal shares as"
                                + " a mark",
                        bars,
                        0))
                .words(
                        "The predicted probability of a value at most as large as the true one (probability integral transform). Equal"
                                + " shares: the distributions are right. More at both ends: they are too narrow; more in the middle: too wide;"
                                + " more at one end: the fills are too low (right end) or too high (left end).")
                .table("Hidden numbers by probability", List.of("probability", "cells", "share"), rows);
    }

    private static void worst(Html page, List<Map<String, Object>> worst) {
        List<Map<String, Object>> numbers = having(worst, "error");
        List<Map<String, Object>> categories = having(worst, "probability");
        if (!worst.isEmpty()) {
            page.heading("Worst cells").words("Rows count from 1, without the header.");
        }
        if (!numbers.isEmpty()) {
            page.table(
                    "Numbers with the largest errors",
                    List.of("feature", "row", "true value", "filled", "sd", "error"),
                    rows(numbers, "feature", "row", "value", "filled", "sd", "error"));
        }
        if (!categories.isEmpty()) {
            page.table(
                    "Wrong categories whose true one was least probable",
                    List.of("feature", "row", "true value", "filled", "probability of the true one"),
                    rows(categories, "feature", "row", "value", "filled", "probability"));
        }
    }

    /**
     * A report of {@code fit}.
     *
     * @param document what {@code --json} prints
     */
    public static void fit(Path file, String of, Table table, Map<String, Object> document) throws TableException {
        Html page = new Html("Model of " + of)
                .words(document.get("rows") + " rows, " + document.get("features") + " features, "
                        + document.get("missingCells") + " cells missing; " + document.get("method") + ", "
                        + document.get("members") + " members, " + document.get("bytes") + " bytes, seed "
                        + document.get("seed") + ", " + Html.number(document.get("seconds")) + " s.")
                .heading("Columns")
                .table(
                        "Kinds of columns",
                        List.of("column", "kind", "reason"),
                        rows(maps(document, "columns"), "name", "kind", "reason"));
        missing(page, table);
        page.heading("Relations")
                .words(
                        "By how many of its standard deviations the mean of a feature moves when another one alone is observed"
                                + " one standard deviation higher. The strongest come first.")
                .table(
                        "Relations that the model has learnt",
                        List.of("feature", "moves with", "by"),
                        rows(maps(document, "relations"), "feature", "with", "by"));
        write(file, page.end(text(document)));
    }

    private static void missing(Html page, Table table) {
        List<Bars.Bar> bars = new ArrayList<>();
        for (int j = 0; j < table.features().size(); j++) {
            int gaps = 0;
            for (double[] row : table.rows()) {
                gaps += Double.isNaN(row[j]) ? 1 : 0;
            }
            bars.add(new Bars.Bar(table.features().get(j).name(), gaps / (double) Math.max(1, table.size()), null));
        }
        page.heading("Missing cells")
                .figure(Bars.svg("Share of the rows without a value, by feature", bars, 1))
                .words("Share of the rows without a value.");
    }

    private static List<Bars.Bar> bars(List<Map<String, Object>> entries, String name, String value, String mark) {
        return entries.stream()
                .map(entry -> new Bars.Bar(String.valueOf(entry.get(name)), value(entry, value), value(entry, mark)))
                .toList();
    }

    private static double value(Map<String, Object> entry, String name) {
        return entry.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static List<List<String>> rows(List<Map<String, Object>> entries, String... names) {
        List<List<String>> rows = new ArrayList<>();
        for (Map<String, Object> entry : entries) {
            List<String> row = new ArrayList<>();
            for (String name : names) {
                Object value = entry.get(name);
                row.add(value instanceof String text ? text : Html.number(value));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<Map<String, Object>> having(List<Map<String, Object>> entries, String name) {
        return entries.stream().filter(entry -> entry.get(name) != null).toList();
    }

    @SuppressWarnings("unchecked") // The documents are made of maps by name.
    private static Map<String, Object> map(Map<String, Object> document, String name) {
        return (Map<String, Object>) Objects.requireNonNull(document.get(name), name);
    }

    @SuppressWarnings("unchecked") // The same.
    private static List<Map<String, Object>> maps(Map<String, Object> document, String name) {
        return (List<Map<String, Object>>) document.getOrDefault(name, List.of());
    }

    private static String text(Map<String, Object> document) {
        try {
            return new ObjectMapper().writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a map of strings and numbers could not be written as JSON", impossible);
        }
    }

    private static void write(Path file, String page) throws TableException {
        try (AtomicFile out = AtomicFile.create(file)) {
            out.out().write(page.getBytes(StandardCharsets.UTF_8));
            out.commit();
        } catch (IOException failure) {
            throw AtomicFile.unwritable(file, failure);
        }
    }
}
