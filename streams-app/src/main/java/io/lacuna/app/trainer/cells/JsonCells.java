package io.lacuna.app.trainer.cells;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.format.PartnerFields;
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
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of JSON records. What a field is follows from its values in all records of the window, see {@link FieldSketch}; the
 * features are in the order in which their fields come up, those that only partners have after the others.
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
        return new Joined(
                (JsonRecord) record,
                partners.stream()
                        .filter(partner -> !isFilled(partner))
                        .map(JsonRecord.class::cast)
                        .toList());
    }

    private record Joined(JsonRecord record, List<JsonRecord> partners) {}

    /** JSON has no record types. */
    @Override
    public boolean hasAll(Object other, Object wanted) {
        return true;
    }

    @Override
    public WindowColumns columns(List<Object> kept, Object newest) {
        List<Joined> rows = kept.stream().map(Joined.class::cast).toList();
        Map<String, FieldSketch> own = new LinkedHashMap<>();
        Map<String, FieldSketch> ofPartners = new LinkedHashMap<>();
        for (int row = 0; row < rows.size(); row++) {
            see(rows.get(row).record(), row, own, Set.of());
        }
        for (int row = 0; row < rows.size(); row++) {
            for (JsonRecord partner : rows.get(row).partners()) {
                see(partner, row, ofPartners, own.keySet());
            }
        }
        Decided decided = new Decided();
        ServedFields known = served;
        if (known != null) {
            known.features().list().forEach(feature -> decided.take(feature, FieldForms.STANDARD));
        }
        own.forEach((path, field) -> {
            if (known == null || !known.knows(path)) {
                decided.take(path, field.decide(rules));
            }
        });
        int filled = decided.features.size();
        List<String> passing = List.copyOf(decided.passing);
        List<String> passingPaths = List.copyOf(decided.passingPaths);
        if (filled == 0) {
            throw new TrainingRefusedException(
                    "no field of the records can be filled" + (passing.isEmpty() ? "" : ": " + some(passing)));
        }
        // As in Avro, the names of impute.include are those of the records' own fields.
        ofPartners.forEach((path, field) -> decided.take(path, field.decide(rules.only(Set.of()))));
        Features all = new Features(decided.features);
        List<String> names = all.list().stream().map(Feature::name).toList();
        Set<String> joined = Set.copyOf(names.subList(filled, names.size()));
        FieldForms written = new FieldForms(
                decided.forms.stream().mapToInt(Integer::intValue).toArray());
        Map<String, String> entries = new HashMap<>(written.entries());
        entries.putAll(ServedFields.entries(passingPaths));
        entries.putAll(PartnerFields.entries(
                IntStream.range(filled, names.size()).boxed().toList()));
        String words = "fills " + some(names.subList(0, filled))
                + (joined.isEmpty() ? "" : ", with " + some(names.subList(filled, names.size())) + " of other topics")
                + (passing.isEmpty() ? "" : "; passes through " + some(passing));
        return new WindowColumns(table(rows, all, written, joined), entries, words, joined);
    }

    /** What the fields are. */
    private static final class Decided {
        private final List<Feature> features = new ArrayList<>();
        private final List<Integer> forms = new ArrayList<>();
        private final List<String> passing = new ArrayList<>();
        private final List<String> passingPaths = new ArrayList<>();

        void take(Feature feature, int form) {
            features.add(feature);
            forms.add(form);
        }

        void take(String path, FieldSketch.Decision decision) {
            Feature feature = decision.feature();
            if (feature == null) {
                passing.add(path + " (" + decision.reason() + ")");
                passingPaths.add(path);
            } else {
                take(feature, decision.form());
            }
        }
    }

    /** Takes the values of a record, but for fields with the other names. */
    private static void see(JsonRecord record, int row, Map<String, FieldSketch> fields, Set<String> others) {
        for (int member = 1; member < record.members(); member++) {
            JsonRecord.Kind kind = record.kind(member);
            if (kind == JsonRecord.Kind.OBJECT || record.name(member).isEmpty()) {
                continue;
            }
            String path = record.path(member);
            FieldSketch field = fields.get(path);
            if (field == null && fields.size() < MOST_FIELDS && !others.contains(path)) {
                field = new FieldSketch(path);
                fields.put(path, field);
            }
            if (field != null) {
                field.see(record, member, row);
            }
        }
    }

    private Table table(List<Joined> joined, Features features, FieldForms forms, Set<String> ofPartners) {
        List<double[]> rows = new ArrayList<>(joined.size());
        JsonRecord any = joined.get(0).record();
        RecordMapping own = mapping(any, features, forms, rules.without(ofPartners));
        RecordMapping partners = mapping(any, features, forms, ofPartners.isEmpty() ? rules : rules.only(ofPartners));
        for (Joined row : joined) {
            double[] cells = new double[features.size()];
            own.read(row.record(), cells);
            if (!ofPartners.isEmpty()) {
                row.partners().forEach(partner -> partners.add(partner, cells));
            }
            rows.add(cells);
        }
        return new Table(features, rows);
    }

    private static RecordMapping mapping(JsonRecord record, Features features, FieldForms forms, MappingRules which) {
        return RecordMapping.of(record, features, forms, which, Set.of(), NoteChoices.FULL, false, unread -> {});
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMED)) + " and " + (names.size() - MOST_NAMED) + " more";
    }
}
