package io.lacuna.demo;

import io.lacuna.app.audit.AuditReport;
import java.io.PrintWriter;
import java.util.Locale;

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

    private void row(FillScores.Score score) {
        line(
                "  %-18s %8d %9.3f %9.3f %11.3f %13.3f",
                score.name(), score.cells(), score.lacuna(), score.mean(), score.carried(), score.alone());
    }

    private void line(String pattern, Object... values) {
        out.println(String.format(Locale.ROOT, pattern, values));
    }
}
