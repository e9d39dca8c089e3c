package io.lacuna.demo;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A block of figures at the bottom of the terminal that is redrawn in place; events scroll above it. */
final class TerminalView implements View {
    private static final String UP_AND_CLEAR = "\033[%dA\033[J";
    private static final String BOLD = "\033[1m";
    private static final String PLAIN = "\033[0m";
    private static final int BAR = 40;

    private final PrintWriter out;
    private int drawn;
    private @Nullable Status last;

    TerminalView(PrintWriter out) {
        this.out = out;
    }

    /** Whether standard output is a terminal that can move its cursor. */
    static boolean suits() {
        Console console = System.console();
        String terminal = System.getenv("TERM");
        return console != null && isTerminal(console) && terminal != null && !terminal.equals("dumb");
    }

    /** Since Java 22, there may be a console without a terminal; a new method tells them apart. */
    private static boolean isTerminal(Console console) {
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException olderJava) {
            return true;
        }
    }

    @Override
    public synchronized void event(String line) {
        erase();
        out.println(line);
        draw();
    }

    @Override
    public synchronized void status(Status status) {
        last = status;
        erase();
        draw();
    }

    @Override
    public synchronized void close() {
        erase();
        last = null;
        out.flush();
    }

    private void erase() {
        if (drawn > 0) {
            out.print(String.format(UP_AND_CLEAR, drawn));
            drawn = 0;
        }
    }

    private void draw() {
        if (last != null) {
            List<String> lines = lines(last);
            lines.forEach(out::println);
            drawn = lines.size();
        }
        out.flush();
    }

    private static List<String> lines(Status status) {
        FillScores.Score error = status.error();
        double worst = Math.max(error.lacuna(), Math.max(error.mean(), Math.max(error.carried(), 1e-9)));
        return List.of(
                "",
                format(
                        "  %4.0f s   %s%d%s of %d records sent   %.0f/s filled   %d waiting",
                        status.seconds(),
                        BOLD,
                        status.sent(),
                        PLAIN,
                        status.total(),
                        status.perSecond(),
                        status.waiting()),
                format(
                        "  %.0f%% of cells missing   generation %s%s%s   %d dead letters",
                        100 * status.missing(),
                        BOLD,
                        status.generation() == 0 ? "none yet" : Long.toString(status.generation()),
                        PLAIN,
                        status.deadLetters()),
                "  error of the filled numbers, in standard deviations, over " + error.cells() + " cells:",
                bar("Lacuna", error.lacuna(), worst, BOLD),
                bar("column means", error.mean(), worst, ""),
                bar("last value", error.carried(), worst, ""),
                bar("without past", error.alone(), worst, ""));
    }

    private static String bar(String name, double value, double worst, String style) {
        return format(
                "    %s%-13s %.3f  %s%s",
                style, name, value, "#".repeat((int) Math.round(BAR * value / worst)), style.isEmpty() ? "" : PLAIN);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
