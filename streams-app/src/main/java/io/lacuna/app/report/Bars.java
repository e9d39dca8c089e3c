package io.lacuna.app.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bars from left to right as SVG, each with a mark to compare it with. Text stays text. */
final class Bars {
    private static final int WIDTH = 760;
    private static final int LEFT = 180;
    private static final int RIGHT = 70;
    private static final int ROW = 20;

    private Bars() {}

    /**
     * One bar.
     *
     * @param value its length; NaN draws none
     * @param mark what it is compared with; null for nothing
     */
    record Bar(String name, double value, @Nullable Double mark) {}

    /**
     * @param words what a screen reader says of the figure
     * @param most at the right end; 0 for the largest value
     */
    static String svg(String words, List<Bar> bars, double most) {
        double end = most > 0
                ? most
                : bars.stream()
                        .mapToDouble(bar -> Math.max(finite(bar.value()), bar.mark() == null ? 0 : finite(bar.mark())))
                        .max()
                        .orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / Math.max(end, 1e-12);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                bars.size() * ROW + 6,
                WIDTH,
                Html.escaped(words)));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            int y = i * ROW + 3;
            double width = finite(bar.value()) * scale;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    LEFT - 6,
                    y + 13,
                    Html.escaped(shortened(bar.name()))));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"a\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                    LEFT,
                    y + 3,
                    width,
                    ROW - 8));
            if (bar.mark() != null && Double.isFinite(bar.mark())) {
                svg.append(String.format(
                        Locale.ROOT, "<path class=\"b\" d=\"M%.1f %dv%d\"/>", LEFT + bar.mark() * scale, y, ROW - 2));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\">%s</text>",
                    WIDTH - RIGHT + 6,
                    y + 13,
                    Html.number(bar.value())));
        }
        return svg.append("</svg>").toString();
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? Math.max(0, value) : 0;
    }

    static String shortened(String name) {
        return name.length() <= 24 ? name : name.substring(0, 22) + "...";
    }
}
