package io.lacuna.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** One line per event, and one line of figures every few seconds: for logs and pipes. */
final class PlainView implements View {
    private static final double EVERY_SECONDS = 5;

    private final PrintWriter out;
    private double next;

    PlainView(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void event(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public synchronized void status(Status status) {
        if (status.seconds() < next) {
            return;
        }
        next = status.seconds() + EVERY_SECONDS;
        event(line(status));
    }

    /** The figures in one line. */
    static String line(Status status) {
        FillScores.Score error = status.error();
        String errors = error.cells() == 0
                ? "nothing filled yet"
                : String.format(
                        Locale.ROOT,
                        "error %.3f (means %.3f, last value %.3f, without past %.3f)",
                        error.lacuna(),
                        error.mean(),
                        error.carried(),
                        error.alone());
        return String.format(
                Locale.ROOT,
                "  %4.0f s  sent %d/%d, %.0f/s filled, %d waiting, %.0f%% of cells missing, generation %s, %d dead"
                        + " letters, %s",
                status.seconds(),
                status.sent(),
                status.total(),
                status.perSecond(),
                status.waiting(),
                100 * status.missing(),
                status.generation() == 0 ? "none" : Long.toString(status.generation()),
                status.deadLetters(),
                errors);
    }
}
