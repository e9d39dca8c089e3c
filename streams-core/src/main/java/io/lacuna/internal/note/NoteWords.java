package io.lacuna.internal.note;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.generation.ServingGeneration;
import org.apache.avro.util.Utf8;

/** What all notes of one generation share, encoded once. Immutable. */
public final class NoteWords {
    final long generation;
    final String artifact;
    final Utf8 method;
    final double mass;

    /** Whether gaps are filled with the mean. */
    final boolean fillsMean;

    private final Utf8[] names;

    /** [feature][category]; empty for numbers. */
    private final Utf8[][] labels;

    /**
     * @param method the inference method that serves
     * @param mass probability that each interval should hold
     * @param fillsMean whether gaps are filled with the mean
     */
    public NoteWords(ServingGeneration serving, String method, double mass, boolean fillsMean) {
        this.fillsMean = fillsMean;
        this.generation = serving.number();
        this.artifact = serving.artifact();
        this.method = new Utf8(method);
        this.mass = mass;
        Features features = serving.model().features();
        names = new Utf8[features.size()];
        labels = new Utf8[features.size()][];
        for (int j = 0; j < names.length; j++) {
            Feature feature = features.get(j);
            names[j] = new Utf8(feature.name());
            labels[j] = new Utf8[feature.categories()];
            for (int c = 0; c < labels[j].length; c++) {
                labels[j][c] = new Utf8(feature.label(c));
            }
        }
    }

    Utf8 name(int feature) {
        return names[feature];
    }

    Utf8[] labels(int feature) {
        return labels[feature];
    }
}
