package io.lacuna.app.report;

import java.util.List;
import java.util.Locale;

/** A table of shares as SVG: a row for each name, the darker a cell the larger its share. Text stays text. */
final class Heat {
    private static final int WIDTH = 760;
    private static final int LEFT = 180;
    private static final int ROW = 16;

    private Heat() {}

    /**
     * One row.
     *
     * @param shares from left to right, between 0 and 1
     */
    record Row(String name, List<Double> shares) {}

    /** @param words what a screen reader says of the figure */
    static String svg(String words, List<Row> rows) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                rows.size() * ROW + 4,
                WIDTH,
                Html.escaped(words)));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int y = i * ROW + 2;
            double width = (WIDTH - LEFT) / (double) Math.max(1, row.shares().size());
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    LEFT - 6,
                    y + 11,
                    Html.escaped(Bars.shortened(row.name()))));
            for (int c = 0; c < row.shares().size(); c++) {
                if (row.shares().get(c) > 0) {
                    svg.append(String.format(
                            Locale.ROOT,
                            "<rect class=\"a\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill-opacity=\"%.2f\"/>",
                            LEFT + c * width,
                            y,
                            width,
                            ROW - 2,
                            0.15 + 0.85 * Math.min(1, row.shares().get(c))));
                }
            }
        }
        return svg.append("</svg>").toString();
    }
}
