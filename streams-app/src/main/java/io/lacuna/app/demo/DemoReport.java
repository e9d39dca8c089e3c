package io.lacuna.app.demo;

import io.lacuna.app.audit.AuditReport;
import java.io.PrintWriter;
import java.util.Locale;

/** The demo's last page: errors by feature, errors by part of the run, the verdict. */
final class DemoReport {
    private final PrintWriter out;

    DemoReport(PrintWriter out) {
        this.out = out;
    }

    void print(FillScores scores, AuditReport audit, Verdict verdict) {
        out.println();
        line("error of filled cells (numbers: in standard deviations; categories: share wrong)");
        line("  %-18s %8s %9s %9s %11s", "", "cells", "Lacuna", "means", "last value");
        scores.scores().stream().filter(score -> score.cells() > 0).forEach(this::row);
        row(scores.continuous());
        if (scores.categories().cells() > 0) {
            row(scores.categories());
        }
        scores.byPart()
                .forEach((part, error) -> line(
                        "  %-18s generation %d: %.3f",
                        part.drifted() ? "after the drift" : "before any drift", part.generation(), error));
        out.println();
        audit.findings().forEach(finding -> line("  %s", finding));
        verdict.lines().forEach(out::println);
        out.flush();
    }

    private void row(FillScores.Score score) {
        line(
                "  %-18s %8d %9.3f %9.3f %11.3f",
                score.name(), score.cells(), score.lacuna(), score.mean(), score.carried());
    }

    private void line(String pattern, Object... values) {
        out.println(String.format(Locale.ROOT, pattern, values));
    }
}
