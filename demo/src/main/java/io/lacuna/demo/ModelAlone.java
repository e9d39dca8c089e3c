package io.lacuna.demo;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills records with the generation that filled them, but without the past of their keys: from the other cells of the
 * record and, if the model knows the calendar, from its time. Mutable; for one thread at a time.
 */
final class ModelAlone {
    private final Features features;
    private final Supplier<@Nullable ServingGeneration> serving;
    private final InferenceSettings settings;
    private final Map<Long, Filler> byGeneration = new TreeMap<>();

    /**
     * @param features of the filled cells
     * @param serving the newest generation that serves; null for none
     */
    ModelAlone(Features features, Supplier<@Nullable ServingGeneration> serving, InferenceSettings settings) {
        this.features = features;
        this.serving = serving;
        this.settings = settings;
    }

    /** Takes note of the newest generation. To be called often: replaced generations cannot be found again. */
    void look() {
        ServingGeneration newest = serving.get();
        if (newest != null) {
            byGeneration.computeIfAbsent(newest.number(), unseen -> new Filler(newest, settings));
        }
    }

    /** The cells of a record as the generation fills them without a past; NaN if the generation was never seen. */
    double[] fill(long generation, GenericRecord record, long timeMs) {
        look();
        double[] filled = new double[features.size()];
        Arrays.fill(filled, Double.NaN);
        Filler filler = byGeneration.get(generation);
        if (filler != null) {
            filler.fill(record, timeMs, features, filled);
        }
        return filled;
    }

    /** One generation; its features may be in another order. */
    private static final class Filler {
        private final Features own;
        private final Imputer imputer;
        private final double[] cells;
        private @Nullable RecordMapper mapper;
        private @Nullable Schema mapped;

        Filler(ServingGeneration serving, InferenceSettings settings) {
            own = serving.model().features();
            imputer = serving.model().newImputer(settings);
            cells = new double[own.size()];
        }

        void fill(GenericRecord record, long timeMs, Features features, double[] into) {
            RecordMapper reader = mapper;
            if (reader == null || record.getSchema() != mapped) {
                reader = new RecordMapper(record.getSchema(), own, MappingRules.EVERYTHING);
                mapper = reader;
                mapped = record.getSchema();
            }
            reader.read(record, cells);
            imputer.impute(cells, timeMs);
            for (int j = 0; j < into.length; j++) {
                int place = own.indexOf(features.get(j).name());
                if (place >= 0) {
                    double value = imputer.value(place);
                    into[j] = features.get(j).isContinuous()
                            ? value
                            : category(features.get(j), own.get(place).label((int) value));
                }
            }
        }

        private static double category(Feature feature, String label) {
            for (int c = 0; c < feature.categories(); c++) {
                if (feature.label(c).equals(label)) {
                    return c;
                }
            }
            return Double.NaN;
        }
    }
}
