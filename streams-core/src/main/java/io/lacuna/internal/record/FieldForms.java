package io.lacuna.internal.record;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.internal.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How the values of features are written in a format without a schema: learnt from the training records and kept in the
 * model's provenance. Immutable.
 */
public final class FieldForms {
    private static final String ENTRY = "input.json.forms";

    /** A number with all its digits; a category as a string; a flag as {@code true} or {@code false}. */
    public static final int STANDARD = -1;

    /** A category or a flag as a number. */
    public static final int AS_NUMBER = -2;

    private static final int MOST_DECIMALS = 15;
    private static final double LARGEST_EXACT = 0x1p53;

    /** By feature: decimal places of a number, or one of the constants. */
    private final int[] forms;

    /**
     * @param forms by feature, the number of decimal places of a number, {@link #STANDARD} or {@link #AS_NUMBER}
     */
    public FieldForms(int... forms) {
        this.forms = forms.clone();
    }

    /** The standard form for each feature. */
    public static FieldForms standard(Features features) {
        int[] forms = new int[features.size()];
        Arrays.fill(forms, STANDARD);
        return new FieldForms(forms);
    }

    /** The forms in a model's provenance; standard ones where it has none. */
    public static FieldForms in(Map<String, String> provenance, Features features) {
        String entry = provenance.get(ENTRY);
        String[] words = entry == null ? new String[0] : entry.split(",", -1);
        if (words.length != features.size()) {
            return standard(features);
        }
        int[] forms = new int[words.length];
        for (int j = 0; j < forms.length; j++) {
            forms[j] = parse(words[j]);
        }
        return new FieldForms(forms);
    }

    private static int parse(String word) {
        try {
            int form = word.isEmpty() ? STANDARD : Integer.parseInt(word);
            return form >= AS_NUMBER && form <= MOST_DECIMALS ? form : STANDARD;
        } catch (NumberFormatException foreign) {
            return STANDARD;
        }
    }

    /** As provenance entries. */
    public Map<String, String> entries() {
        List<String> words = new ArrayList<>();
        for (int form : forms) {
            words.add(form == STANDARD ? "" : Integer.toString(form));
        }
        return Map.of(ENTRY, String.join(",", words));
    }

    /** The form of decimal places; standard where they are too many. */
    public static int decimals(int places) {
        return places > MOST_DECIMALS ? STANDARD : places;
    }

    /** The step between the numbers that are written; 0 where they are not rounded, and of categories. */
    double step(int feature) {
        return forms[feature] < 0 ? 0 : Math.pow(10, -forms[feature]);
    }

    /** A number as JSON. */
    String number(int feature, double value) {
        double scale = Math.pow(10, Math.max(0, forms[feature]));
        if (forms[feature] < 0 || Math.abs(value) * scale >= LARGEST_EXACT) {
            return Json.number(value);
        }
        double rounded = Math.rint(value * scale) / scale + 0.0; // Negative zero becomes zero.
        return forms[feature] == 0 ? Long.toString((long) rounded) : Json.number(rounded);
    }

    /** The categories of a feature as JSON; none of a number. */
    String[] categories(int feature, Feature of) {
        String[] words = new String[of.categories()];
        boolean binary = of.type() instanceof FeatureType.Binary;
        for (int c = 0; c < words.length; c++) {
            if (forms[feature] == AS_NUMBER) {
                words[c] = binary ? Integer.toString(c) : of.label(c);
            } else {
                words[c] = binary ? of.label(c) : Json.string(of.label(c));
            }
        }
        return words;
    }
}
