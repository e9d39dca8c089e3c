package io.lacuna.app.cli;

import io.lacuna.internal.evaluation.ContextEvaluation;
import io.lacuna.internal.evaluation.ContextEvaluation.AgeScore;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Formats scores by age. */
final class AgeScores {
    private AgeScores() {}

    /** The ages of a range: {@code 1}, {@code 2-6}, {@code >24}. */
    private static String range(List<AgeScore> ages, int i) {
        int from = ages.get(i).fromSteps();
        if (i + 1 == ages.size()) {
            return ">" + (from - 1);
        }
        int to = ages.get(i + 1).fromSteps() - 1;
        return from == to ? String.valueOf(from) : from + "-" + to;
    }

    static List<Map<String, Object>> entries(ContextEvaluation evaluation) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (int i = 0; i < evaluation.ages().size(); i++) {
            AgeScore score = evaluation.ages().get(i);
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("steps", range(evaluation.ages(), i));
            entry.put("cells", score.cells());
            entry.put("rmse", score.rmse());
            entry.put("coverage", score.coverage());
            entry.put("rmseWithoutContext", score.aloneRmse());
            entry.put("coverageWithoutContext", score.aloneCoverage());
            entry.put("rmseOfLastValue", score.lastRmse());
            entries.add(entry);
        }
        return entries;
    }

    static void print(PrintWriter out, ContextEvaluation evaluation) {
        out.println();
        out.println(
                "Numbers by steps since their feature was last observed: with context, without it, and the last value"
                        + " carried forward.");
        out.printf(
                Locale.ROOT,
                "%-7s %8s %8s %9s | %8s %9s | %8s%n",
                "steps",
                "hidden",
                "rmse",
                "coverage",
                "without",
                "coverage",
                "last");
        for (int i = 0; i < evaluation.ages().size(); i++) {
            AgeScore score = evaluation.ages().get(i);
            String steps = range(evaluation.ages(), i);
            if (score.cells() == 0) {
                out.printf(Locale.ROOT, "%-7s %8d %8s %9s | %8s %9s | %8s%n", steps, 0, "-", "-", "-", "-", "-");
            } else {
                out.printf(
                        Locale.ROOT,
                        "%-7s %8d %8.4f %9.3f | %8.4f %9.3f | %8.4f%n",
                        steps,
                        score.cells(),
                        score.rmse(),
                        score.coverage(),
                        score.aloneRmse(),
                        score.aloneCoverage(),
                        score.lastRmse());
            }
        }
        out.flush();
    }
}
