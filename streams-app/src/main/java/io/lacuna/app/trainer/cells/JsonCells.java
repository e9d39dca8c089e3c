package io.lacuna.app.trainer.cells;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.record.FieldForms;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.internal.record.RecordMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of JSON records. What a field is follows from its values in all records of the window, see {@link FieldSketch}; the
 * features are in the order in which their fields come up.
 */
public final class JsonCells implements WindowCells {
    /** Objects with more names than this are maps, whose names are data. */
    private static final int MOST_FIELDS = 2_000;

    private static final int MOST_NAMED = 30;

    private final MappingRules rules;
    private final @Nullable ServedFields served;

    /** Decides by the records what the fields are. */
    public JsonCells(MappingRules rules) {
        this(rules, null);
    }

    /**
     * @param served what a model takes the fields for; null to decide by the records
     */
    public JsonCells(MappingRules rules, @Nullable ServedFields served) {
        this.rules = rules;
        this.served = served;
    }

    @Override
    public boolean isFilled(GenericRecord record) {
        return ((JsonRecord) record).find(RecordMapper.IMPUTATION_FIELD) != JsonRecord.NONE;
    }

    @Override
    public @Nullable Object keep(GenericRecord record, List<GenericRecord> partners) {
        return record;
    }

    /** JSON has no record types. */
    @Override
    public boolean hasAll(Object other, Object wanted) {
        return true;
    }

    @Override
    public WindowColumns columns(List<Object> kept, Object newest) {
        Map<String, FieldSketch> fields = fields(kept);
        List<Feature> features = new ArrayList<>();
        List<Integer> forms = new ArrayList<>();
        List<String> filled = new ArrayList<>();
        List<String> passing = new ArrayList<>();
        List<String> passingPaths = new ArrayList<>();
        ServedFields known = served;
        if (known != null) {
            known.features().list().forEach(feature -> {
                features.add(feature);
                forms.add(FieldForms.STANDARD);
                filled.add(feature.name());
            });
        }
        fields.forEach((path, field) -> {
            if (known != null && known.knows(path)) {
                return;
            }
            FieldSketch.Decision decision = field.decide(rules);
            Feature feature = decision.feature();
            if (feature == null) {
                passing.add(path + " (" + decision.reason() + ")");
                passingPaths.add(path);
            } else {
                features.add(feature);
                forms.add(decision.form());
                filled.add(path);
            }
        });
        String words = (filled.isEmpty() ? "" : "fills " + some(filled))
                + (filled.isEmpty() || passing.isEmpty() ? "" : "; ")
                + (passing.isEmpty() ? "" : "passes through " + some(passing));
        if (features.isEmpty()) {
            throw new TrainingRefusedException(
                    "no field of the records can be filled" + (passing.isEmpty() ? "" : ": " + some(passing)));
        }
        Features all = new Features(features);
        FieldForms written =
                new FieldForms(forms.stream().mapToInt(Integer::intValue).toArray());
        Map<String, String> entries = new HashMap<>(written.entries());
        entries.putAll(ServedFields.entries(passingPaths));
        return new WindowColumns(table(kept, all, written), entries, words);
    }

    private static Map<String, FieldSketch> fields(List<Object> kept) {
        Map<String, FieldSketch> fields = new LinkedHashMap<>();
        for (int row = 0; row < kept.size(); row++) {
            JsonRecord record = (JsonRecord) kept.get(row);
            for (int member = 1; member < record.members(); member++) {
                JsonRecord.Kind kind = record.kind(member);
                if (kind == JsonRecord.Kind.OBJECT || record.name(member).isEmpty()) {
                    continue;
                }
                String path = record.path(member);
                FieldSketch field = fields.get(path);
                if (field == null && fields.size() < MOST_FIELDS) {
                    field = new FieldSketch(path);
                    fields.put(path, field);
                }
                if (field != null) {
                    field.see(record, member, row);
                }
            }
        }
        return fields;
    }

    private Table table(List<Object> kept, Features features, FieldForms forms) {
        List<double[]> rows = new ArrayList<>(kept.size());
        RecordMapping mapping = RecordMapping.of(
                (JsonRecord) kept.get(0), features, forms, rules, NoteChoices.FULL, false, unread -> {});
        for (Object record : kept) {
            double[] cells = new double[features.size()];
            mapping.read((JsonRecord) record, cells);
            rows.add(cells);
        }
        return new Table(features, rows);
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMED)) + " and " + (names.size() - MOST_NAMED) + " more";
    }
}
