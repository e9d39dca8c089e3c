package io.lacuna.app.cli;

import io.lacuna.app.cli.option.LikelihoodOptions;
import io.lacuna.app.cli.option.Output;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.evaluation.TableBound;
import io.lacuna.internal.model.ImputationModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bounds of the log likelihood of a table's records, as {@code lacuna evaluate --bound} prints them: one line per record,
 * then the mean and its standard error from the draws. Immutable.
 *
 * @param draws number of draws per record
 * @param bounds in the order of the command line
 */
record BoundReport(int draws, List<TableBound> bounds) {
    private static final int WIDTH = 12;

    static BoundReport of(
            ImputationModel model, InferenceSettings settings, Table table, LikelihoodOptions asked, long seed) {
        int draws = asked.draws();
        return new BoundReport(
                draws,
                asked.bounds().stream()
                        .map(bound -> TableBound.of(model, settings, table, bound, draws, seed))
                        .toList());
    }

    void print(PrintWriter out, Path csv, String method, boolean json) {
        if (json) {
            Output.json(out, document(method));
            return;
        }
        int records = bounds.get(0).perRecord().length;
        out.printf(
                Locale.ROOT,
                "%s: %d records, %s, %d draws per record; nats, numbers in standard units%n",
                csv,
                records,
                method,
                draws);
        line(out, "record", bounds.stream().map(bound -> bound.bound().name()).toList());
        for (int i = 0; i < records; i++) {
            int record = i;
            line(
                    out,
                    Integer.toString(i + 1),
                    bounds.stream()
                            .map(bound -> number(bound.perRecord()[record]))
                            .toList());
        }
        line(out, "mean", bounds.stream().map(bound -> number(bound.mean())).toList());
        line(out, "error", bounds.stream().map(bound -> number(bound.error())).toList());
        out.flush();
    }

    private static void line(PrintWriter out, String first, List<String> cells) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-9s", first));
        for (String cell : cells) {
            line.append(String.format(Locale.ROOT, " %" + WIDTH + "s", cell));
        }
        out.println(line);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private Map<String, Object> document(String method) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (TableBound bound : bounds) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("bound", bound.bound().name());
            entry.put("mean", bound.mean());
            entry.put("error", Double.isNaN(bound.error()) ? null : bound.error());
            entry.put("records", bound.perRecord());
            entries.add(entry);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("method", method);
        document.put("draws", draws);
        document.put("bounds", entries);
        return document;
    }
}
