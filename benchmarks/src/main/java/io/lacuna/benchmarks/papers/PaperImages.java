package io.lacuna.benchmarks.papers;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Images with labels: MNIST and similar sets from idx files, plain or gzipped; if no file is given, digits drawn here.
 *
 * @param table one row per image, pixels from 0 to 1, row by row
 * @param labels 0 to 9, one per image
 * @param width pixels in a row of an image; images are square
 */
public record PaperImages(Table table, int[] labels, int width) {
    private static final int SIDE = 28;
    private static final int BOX = 4;

    /** End points of the seven segments of a display, x and y from 0 to 1, y downward. */
    private static final double[][] SEGMENTS = {
        {0, 0, 1, 0}, {1, 0, 1, 0.5}, {1, 0.5, 1, 1}, {0, 1, 1, 1}, {0, 0.5, 0, 1}, {0, 0, 0, 0.5}, {0, 0.5, 1, 0.5}
    };

    /** Bit s is set if the digit uses segment s. */
    private static final int[] LIT = {0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f};

    /** The images that {@code --mnist} names, with the labels of {@code --labels}; otherwise drawn digits. */
    public static PaperImages of(PaperArguments arguments, int rows) throws IOException {
        int most = arguments.number("rows", rows);
        if (!arguments.given().containsKey("mnist")) {
            return drawn(most, arguments.seed());
        }
        String images = arguments.given().get("mnist");
        String labels = arguments
                .given()
                .getOrDefault("labels", images.replace("images", "labels").replace("idx3", "idx1"));
        return idx(Path.of(images), Path.of(labels), most);
    }

    public static String name(PaperArguments arguments) {
        return PaperData.name(arguments, "drawn");
    }

    /** Means of 2 x 2 pixels, one row per image, row by row. */
    public List<double[]> halved() {
        int side = width / 2;
        List<double[]> rows = new ArrayList<>();
        for (double[] pixels : table.rows()) {
            double[] row = new double[side * side];
            for (int p = 0; p < row.length; p++) {
                int top = 2 * (p / side) * width + 2 * (p % side);
                row[p] = 0.25 * (pixels[top] + pixels[top + 1] + pixels[top + width] + pixels[top + width + 1]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** Digits of seven segments, shifted, scaled, sheared, with different stroke widths, with noise. */
    static PaperImages drawn(int n, long seed) {
        SplittableRandom random = Seeds.random(seed, "drawn digits");
        List<double[]> rows = new ArrayList<>();
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            labels[i] = random.nextInt(10);
            rows.add(draw(LIT[labels[i]], random));
        }
        return new PaperImages(new Table(features(SIDE * SIDE), rows), labels, SIDE);
    }

    private static double[] draw(int lit, SplittableRandom random) {
        double left = 7 + 4 * random.nextDouble();
        double top = 3 + 4 * random.nextDouble();
        double wide = 7 + 5 * random.nextDouble();
        double high = 14 + 5 * random.nextDouble();
        double shear = 0.3 * (random.nextDouble() - 0.5);
        double stroke = 1 + random.nextDouble();
        double[] image = new double[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double v = (y - top) / high;
                double u = (x - left - shear * (top + high - y)) / wide;
                double nearest = Double.MAX_VALUE;
                for (int s = 0; s < SEGMENTS.length; s++) {
                    if ((lit >> s & 1) != 0) {
                        nearest = Math.min(nearest, distance(u, v, SEGMENTS[s], wide, high));
                    }
                }
                double ink = Math.max(0, Math.min(1, 1.5 - nearest / stroke));
                image[y * SIDE + x] = Math.max(0, Math.min(1, ink + (ink > 0 ? 0.05 * random.nextGaussian() : 0)));
            }
        }
        return image;
    }

    /** Distance in pixels of a point from a segment, both in the digit's own frame. */
    private static double distance(double u, double v, double[] segment, double wide, double high) {
        double du = (segment[2] - segment[0]) * wide;
        double dv = (segment[3] - segment[1]) * high;
        double pu = (u - segment[0]) * wide;
        double pv = (v - segment[1]) * high;
        double along = Math.max(0, Math.min(1, (pu * du + pv * dv) / (du * du + dv * dv)));
        return Math.hypot(pu - along * du, pv - along * dv);
    }

    private static PaperImages idx(Path images, Path labels, int most) throws IOException {
        Table table = pixels(images, most);
        try (DataInputStream in = open(labels)) {
            if (in.readInt() != 0x801) {
                throw new IllegalArgumentException(labels + " is not an idx1 file of unsigned bytes");
            }
            if (in.readInt() < table.size()) {
                throw new IllegalArgumentException(labels + " has fewer labels than " + images + " has images");
            }
            int[] read = new int[table.size()];
            for (int i = 0; i < read.length; i++) {
                read[i] = in.readUnsignedByte();
            }
            return new PaperImages(table, read, (int) Math.sqrt(table.features().size()));
        }
    }

    /** The first images of an idx3 file of unsigned bytes. */
    static Table pixels(Path file, int most) throws IOException {
        try (DataInputStream in = open(file)) {
            if (in.readInt() != 0x803) {
                throw new IllegalArgumentException(file + " is not an idx3 file of unsigned bytes");
            }
            int n = Math.min(most, in.readInt());
            int pixels = in.readInt() * in.readInt();
            List<double[]> rows = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                double[] row = new double[pixels];
                for (int j = 0; j < pixels; j++) {
                    row[j] = in.readUnsignedByte() / 255.0;
                }
                rows.add(row);
            }
            return new Table(features(pixels), rows);
        }
    }

    private static DataInputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        return new DataInputStream(file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw);
    }

    /** relay-vi appendix E: hides this many boxes of 4 x 4 pixels in every image, at random positions. */
    static Masks boxes(Table images, int width, int boxes, SplittableRandom random) {
        int height = images.features().size() / width;
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            double[] row = images.row(i).clone();
            for (int b = 0; b < boxes; b++) {
                int left = random.nextInt(width - BOX + 1);
                int top = random.nextInt(height - BOX + 1);
                for (int p = 0; p < BOX * BOX; p++) {
                    int at = (top + p / BOX) * width + left + p % BOX;
                    row[at] = Double.NaN;
                }
            }
            rows.add(row);
        }
        return Masks.of(images, rows);
    }

    private static Features features(int d) {
        return new Features(
                IntStream.range(0, d).mapToObj(j -> Feature.continuous("p" + j)).toList());
    }
}
