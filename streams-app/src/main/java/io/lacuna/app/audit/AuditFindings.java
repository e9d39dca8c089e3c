package io.lacuna.app.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts all findings and keeps the first few of each kind, so that the report on a broken pipeline stays short. */
final class AuditFindings {
    private static final int KEPT_OF_A_KIND = 10;

    private final Map<AuditFinding.Kind, Long> counts = new EnumMap<>(AuditFinding.Kind.class);
    private final List<AuditFinding> kept = new ArrayList<>();

    void add(AuditFinding finding) {
        if (counts.merge(finding.kind(), 1L, Long::sum) <= KEPT_OF_A_KIND) {
            kept.add(finding);
        }
    }

    AuditFindings copy() {
        AuditFindings copy = new AuditFindings();
        copy.counts.putAll(counts);
        copy.kept.addAll(kept);
        return copy;
    }

    Map<AuditFinding.Kind, Long> counts() {
        return counts;
    }

    List<AuditFinding> kept() {
        return kept;
    }
}
