package io.lacuna.app.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts all findings and keeps the first few of each kind, so that a pipeline gone wholly wrong still has a short report. */
final class Findings {
    private static final int KEPT_OF_A_KIND = 10;

    private final Map<Finding.Kind, Long> counts = new EnumMap<>(Finding.Kind.class);
    private final List<Finding> kept = new ArrayList<>();

    void add(Finding finding) {
        if (counts.merge(finding.kind(), 1L, Long::sum) <= KEPT_OF_A_KIND) {
            kept.add(finding);
        }
    }

    Findings copy() {
        Findings copy = new Findings();
        copy.counts.putAll(counts);
        copy.kept.addAll(kept);
        return copy;
    }

    Map<Finding.Kind, Long> counts() {
        return counts;
    }

    List<Finding> kept() {
        return kept;
    }
}
