package io.lacuna.app.cli;

import io.lacuna.training.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Shows the progress of a fit: a bar that is redrawn on a terminal, a line every few seconds elsewhere. Owned by the
 * fitting thread.
 */
final class FitProgress implements Progress {
    private static final int WIDTH = 30;
    private static final long BAR_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;

    private final PrintWriter err;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long shown;
    private int length;

    FitProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
        this.shown = terminal ? start - BAR_NANOS : start;
    }

    @Override
    public void report(double done, String what) {
        long now = System.nanoTime();
        if (now - shown < (terminal ? BAR_NANOS : LINE_NANOS)) {
            return;
        }
        shown = now;
        long percent = Math.round(100 * Math.min(1, Math.max(0, done)));
        if (terminal) {
            int full = (int) (WIDTH * percent / 100);
            String line = String.format(
                    Locale.ROOT, "[%s%s] %3d%% %s", "#".repeat(full), ".".repeat(WIDTH - full), percent, what);
            err.print("\r" + line + " ".repeat(Math.max(0, length - line.length())));
            length = line.length();
        } else {
            err.printf(Locale.ROOT, "fitting: %d%% after %d s, %s%n", percent, (now - start) / 1_000_000_000L, what);
        }
        err.flush();
    }

    /** Removes the bar. */
    void end() {
        if (length > 0) {
            err.print("\r" + " ".repeat(length) + "\r");
            err.flush();
        }
    }
}
