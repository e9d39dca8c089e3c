package io.lacuna.demo;

import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.report.Reports;
import io.lacuna.app.table.csv.TableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The demo's final report: errors by feature, errors by part of the run, the verdict. */
final class DemoReport {
    private final PrintWriter out;

    DemoReport(PrintWriter out) {
        this.out = out;
    }

    void print(FillScores scores, AuditReport audit, Verdict verdict) {
        out.println();
        line("error of filled cells (numbers: in standard deviations; categories: share wrong)");
        line("  %-18s %8s %9s %9s %11s %13s", "", "cells", "Lacuna", "means", "last value", "without past");
        scores.scores().stream().filter(score -> score.cells() > 0).forEach(this::row);
        row(scores.continuous());
        if (scores.categories().cells() > 0) {
            row(scores.categories());
        }
        boolean drifts = scores.byPart().keySet().stream().anyMatch(FillScores.Part::drifted);
        scores.byPart().forEach((part, error) -> {
            String when = part.drifted() ? " after the drift" : " before the drift";
            line("  numbers filled by generation %d%s: %.3f", part.generation(), drifts ? when : "", error);
        });
        out.println();
        audit.findings().forEach(finding -> line("  %s", finding));
        verdict.lines().forEach(out::println);
        out.flush();
    }

    /** Writes the same as a file with figures. */
    void write(Path file, FillScores scores, Verdict verdict) throws TableException {
        List<Map<String, Object>> features = new ArrayList<>();
        for (FillScores.Score score : scores.scores()) {
            if (score.cells() > 0) {
                Map<String, Object> feature = new LinkedHashMap<>();
                feature.put("feature", score.name());
                feature.put("cells", score.cells());
                put(feature, "lacuna", score.lacuna());
                put(feature, "means", score.mean());
                put(feature, "lastValue", score.carried());
                put(feature, "withoutPast", score.alone());
                features.add(feature);
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("passed", verdict.passed());
        document.put("verdict", verdict.lines().stream().map(String::strip).toList());
        document.put("features", features);
        Reports.demo(file, document);
        out.println("its figures: " + file);
        out.flush();
    }

    private static void put(Map<String, Object> feature, String name, double error) {
        if (Double.isFinite(error)) {
            feature.put(name, error);
        }
    }

    private void row(FillScores.Score score) {
        line(
                "  %-18s %8d %9.3f %9.3f %11.3f %13.3f",
                score.name(), score.cells(), score.lacuna(), score.mean(), score.carried(), score.alone());
    }

    private void line(String pattern, Object... values) {
        out.println(String.format(Locale.ROOT, pattern, values));
    }
}
