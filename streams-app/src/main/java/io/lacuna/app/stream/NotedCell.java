package io.lacuna.app.stream;

import io.lacuna.schemas.ImputedCell;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/**
 * What is said of one filled cell: an {@link ImputedCell} that writes itself. Mutable, used for one cell after another.
 */
final class NotedCell {
    private static final int NULL = 0;
    private static final int VALUE = 1;
    private static final Utf8[] NO_LABELS = {};

    private Utf8 field = new Utf8();
    private double mean;
    private double sd;
    private double lower;
    private double upper;
    private double stretch;

    /** Of a category: its labels and their probabilities; no labels for a number. */
    private Utf8[] labels = NO_LABELS;

    private double[] probabilities = {};

    /**
     * @param by how live scores stretched the interval; 1 where they did not
     */
    void number(Utf8 name, double filled, double deviation, double from, double to, double by) {
        field = name;
        mean = filled;
        sd = deviation;
        lower = from;
        upper = to;
        stretch = by;
        labels = NO_LABELS;
    }

    /** Begins the note of a category; a probability for each label follows. */
    void category(Utf8 name, Utf8[] of) {
        field = name;
        labels = of;
        if (probabilities.length < of.length) {
            probabilities = new double[of.length];
        }
    }

    void probability(int label, double probability) {
        probabilities[label] = probability;
    }

    void write(Encoder out) throws IOException {
        out.writeString(field);
        if (labels.length == 0) {
            write(mean, out);
            write(sd, out);
            write(lower, out);
            write(upper, out);
            out.writeIndex(NULL); // No probabilities.
            if (stretch == 1) {
                out.writeIndex(NULL);
            } else {
                write(stretch, out);
            }
            return;
        }
        for (int number = 0; number < 4; number++) {
            out.writeIndex(NULL);
        }
        out.writeIndex(VALUE);
        out.writeMapStart();
        out.setItemCount(labels.length);
        for (int label = 0; label < labels.length; label++) {
            out.startItem();
            out.writeString(labels[label]);
            out.writeDouble(probabilities[label]);
        }
        out.writeMapEnd();
        out.writeIndex(NULL); // No stretch.
    }

    private static void write(double number, Encoder out) throws IOException {
        out.writeIndex(VALUE);
        out.writeDouble(number);
    }

    ImputedCell toCell() {
        if (labels.length == 0) {
            return new ImputedCell(field.toString(), mean, sd, lower, upper, null, stretch == 1 ? null : stretch);
        }
        Map<String, Double> byLabel = new LinkedHashMap<>();
        for (int label = 0; label < labels.length; label++) {
            byLabel.put(labels[label].toString(), probabilities[label]);
        }
        return new ImputedCell(field.toString(), null, null, null, null, byLabel, null);
    }
}
