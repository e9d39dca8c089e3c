package io.lacuna.benchmarks.papers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A line plot with named axes and a legend, as SVG. */
final class SvgPlot {
    private static final String[] COLOURS = {
        "#1f77b4", "#d62728", "#2ca02c", "#ff7f0e", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#17becf"
    };
    private static final int WIDTH = 860;
    private static final int HEIGHT = 460;
    private static final int LEFT = 70;
    private static final int RIGHT = 250;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS = 5;

    private final String title;
    private final String x;
    private final String y;
    private final Map<String, List<double[]>> series = new LinkedHashMap<>();

    SvgPlot(String title, String x, String y) {
        this.title = title;
        this.x = x;
        this.y = y;
    }

    void point(String name, double at, double value) {
        if (Double.isFinite(value)) {
            series.computeIfAbsent(name, fresh -> new ArrayList<>()).add(new double[] {at, value});
        }
    }

    void write(Path file) throws IOException {
        double[] range = {Double.MAX_VALUE, -Double.MAX_VALUE, 0, -Double.MAX_VALUE};
        for (List<double[]> points : series.values()) {
            for (double[] point : points) {
                range[0] = Math.min(range[0], point[0]);
                range[1] = Math.max(range[1], point[0]);
                range[3] = Math.max(range[3], point[1]);
            }
        }
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>%n"
                        + "<rect width='100%%' height='100%%' fill='white'/>%n",
                WIDTH, HEIGHT));
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, 22, "middle", title);
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", x);
        svg.append(String.format("<g transform='rotate(-90 16 %d)'>", HEIGHT / 2));
        text(svg, 16, HEIGHT / 2.0, "middle", y);
        svg.append("</g>\n");
        axes(svg, range);
        int colour = 0;
        for (Map.Entry<String, List<double[]>> line : series.entrySet()) {
            line(svg, line.getKey(), line.getValue(), range, colour++);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, svg.append("</svg>\n"));
        System.out.println("written: " + file);
    }

    private static double placeX(double value, double[] range) {
        return LEFT + (value - range[0]) / Math.max(1e-12, range[1] - range[0]) * (WIDTH - LEFT - RIGHT);
    }

    private static double placeY(double value, double[] range) {
        return HEIGHT - BOTTOM - (value - range[2]) / Math.max(1e-12, range[3] - range[2]) * (HEIGHT - TOP - BOTTOM);
    }

    private static void axes(StringBuilder svg, double[] range) {
        for (int t = 0; t <= TICKS; t++) {
            double atX = range[0] + t * (range[1] - range[0]) / TICKS;
            double atY = range[2] + t * (range[3] - range[2]) / TICKS;
            text(svg, placeX(atX, range), HEIGHT - BOTTOM + 18, "middle", String.format(Locale.ROOT, "%.3g", atX));
            text(svg, LEFT - 6, placeY(atY, range) + 4, "end", String.format(Locale.ROOT, "%.3g", atY));
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    placeY(atY, range),
                    placeY(atY, range)));
        }
    }

    private static void line(StringBuilder svg, String name, List<double[]> points, double[] range, int number) {
        String colour = COLOURS[number % COLOURS.length];
        String dash = number >= COLOURS.length ? " stroke-dasharray='5 3'" : "";
        svg.append("<polyline fill='none' stroke='")
                .append(colour)
                .append("' stroke-width='2'")
                .append(dash);
        svg.append(" points='");
        for (double[] point : points) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", placeX(point[0], range), placeY(point[1], range)));
        }
        svg.append("'/>\n");
        int y = TOP + 18 * number;
        svg.append(String.format(
                "<line x1='%d' x2='%d' y1='%d' y2='%d' stroke='%s' stroke-width='2'%s/>%n",
                WIDTH - RIGHT + 15, WIDTH - RIGHT + 40, y, y, colour, dash));
        text(svg, WIDTH - RIGHT + 46, y + 4, "start", name);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        svg.append(String.format(
                Locale.ROOT, "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>%n", x, y, anchor, escaped));
    }
}
