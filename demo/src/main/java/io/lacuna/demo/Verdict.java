package io.lacuna.demo;

import io.lacuna.app.audit.AuditReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of the demo: claims with their figures, each true or false. Every figure is counted from the topics after
 * the run.
 */
final class Verdict {
    private final List<Claim> claims = new ArrayList<>();

    private record Claim(boolean held, String words) {}

    /** Adds a claim and whether it is true. */
    Verdict claim(boolean held, String pattern, Object... figures) {
        claims.add(new Claim(held, String.format(Locale.ROOT, pattern, figures)));
        return this;
    }

    /** The claims that every pipeline must meet. */
    static Verdict of(AuditReport audit, long sent, long poison) {
        Verdict verdict = new Verdict();
        verdict.claim(
                audit.input() == sent + poison && audit.input() == audit.imputed() + audit.deadLetters(),
                "%d records in = %d out + %d dead letters",
                audit.input(),
                audit.imputed(),
                audit.deadLetters());
        verdict.claim(
                audit.clean(),
                "none lost, none twice, each with its latent code, in order; %d filled again to the same bytes: %s",
                audit.recomputed(),
                audit.clean() ? "nothing found" : audit.totals().toString());
        return verdict.claim(
                audit.deadLetters() == poison,
                "%d poison records sent, %d in the dead-letter topic",
                poison,
                audit.deadLetters());
    }

    /** Whether all claims are true. */
    boolean passed() {
        return claims.stream().allMatch(Claim::held);
    }

    /** One line per claim, then the verdict. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Claim claim : claims) {
            lines.add((claim.held() ? "  ok      " : "  FAILED  ") + claim.words());
        }
        lines.add(passed() ? "verdict: passed" : "verdict: FAILED");
        return lines;
    }
}
