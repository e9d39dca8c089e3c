package io.lacuna.app.trainer.cells;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.StringFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The strings of a window. A field with few labels is a category, by the rules for columns of tables; others pass through. Each
 * distinct string is kept once; a field with very many or very long ones is free text, and none of its strings is kept. Mutable;
 * one thread owns it.
 */
final class LabelColumns {
    /** Code of a null, and of a string of free text. */
    static final int MISSING = -1;

    private static final int MOST_LABELS = 4_096;
    private static final int MOST_CHARACTERS = 256;
    private static final int MOST_NAMED = 30;

    private final MappingRules rules;
    private final @Nullable ServedFields served;
    private final Map<String, Dictionary> dictionaries = new HashMap<>();

    LabelColumns(MappingRules rules, @Nullable ServedFields served) {
        this.rules = rules;
        this.served = served;
    }

    /** The distinct strings of one field. */
    private static final class Dictionary {
        private final Map<String, Integer> codes = new HashMap<>();
        private final List<String> texts = new ArrayList<>();
        private boolean free;

        int code(@Nullable CharSequence value) {
            if (value == null || free) {
                return MISSING;
            }
            if (value.length() > MOST_CHARACTERS) {
                release();
                return MISSING;
            }
            String text = value.toString();
            Integer known = codes.get(text);
            if (known != null) {
                return known;
            }
            if (texts.size() == MOST_LABELS) {
                release();
                return MISSING;
            }
            codes.put(text, texts.size());
            texts.add(text);
            return texts.size() - 1;
        }

        private void release() {
            free = true;
            codes.clear();
            texts.clear();
        }
    }

    /** Codes of a record's strings. */
    int[] codes(GenericRecord record, StringFields fields) {
        int[] codes = new int[fields.paths().size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = dictionaries
                    .computeIfAbsent(fields.paths().get(i), unseen -> new Dictionary())
                    .code(fields.text(record, i));
        }
        return codes;
    }

    /**
     * What the fields are.
     *
     * @param features categories
     * @param passing paths of fields that pass through
     * @param words for people; empty if there is no field
     * @param places by feature, the category of each code
     */
    record Decided(List<Feature> features, List<String> passing, String words, Map<Feature, double[]> places) {
        /** The cell of a category. */
        double cell(Feature feature, int code) {
            double[] of = places.get(feature);
            return of == null || code < 0 ? Double.NaN : of[code];
        }
    }

    /**
     * Decides what the fields are.
     *
     * @param columns by path, the code of each row
     */
    Decided decide(Map<String, int[]> columns) {
        List<Feature> features = new ArrayList<>();
        List<String> passing = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        Map<Feature, double[]> places = new HashMap<>();
        columns.forEach((path, codes) -> {
            Dictionary dictionary = dictionaries.getOrDefault(path, new Dictionary());
            Feature feature = known(path);
            if (feature == null && (served == null || !served.knows(path))) {
                FieldSketch.Decision decision = decide(path, codes, dictionary);
                feature = decision.feature();
                if (feature == null) {
                    passing.add(path);
                    reasons.add(path + " (" + decision.reason() + ")");
                }
            }
            if (feature != null) {
                features.add(feature);
                places.put(feature, places(feature, dictionary));
            }
        });
        String taken = some(features.stream().map(Feature::name).toList());
        String left = some(reasons);
        String words = (taken.isEmpty() ? "" : "takes strings as categories: " + taken)
                + (taken.isEmpty() || left.isEmpty() ? "" : "; ")
                + (left.isEmpty() ? "" : "strings that pass through: " + left);
        return new Decided(features, passing, words, places);
    }

    /** The category that the model takes the field for. */
    private @Nullable Feature known(String path) {
        int place = served == null ? -1 : served.features().indexOf(path);
        Feature feature = place < 0 || served == null ? null : served.features().get(place);
        return feature != null && feature.type() instanceof FeatureType.Categorical ? feature : null;
    }

    private FieldSketch.Decision decide(String path, int[] codes, Dictionary dictionary) {
        FieldSketch sketch = new FieldSketch(path);
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] >= 0 && !dictionary.free) {
                sketch.seeString(dictionary.texts.get(codes[row]), row);
            }
        }
        return dictionary.free
                ? new FieldSketch.Decision(null, 0, "free text, or more than " + MOST_LABELS + " labels")
                : sketch.decide(rules);
    }

    private static double[] places(Feature feature, Dictionary dictionary) {
        List<String> labels =
                feature.type() instanceof FeatureType.Categorical categorical ? categorical.labels() : List.of();
        return dictionary.texts.stream()
                .mapToDouble(text -> labels.contains(text) ? labels.indexOf(text) : Double.NaN)
                .toArray();
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMED)) + " and " + (names.size() - MOST_NAMED) + " more";
    }
}
