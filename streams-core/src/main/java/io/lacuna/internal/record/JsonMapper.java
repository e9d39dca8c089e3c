package io.lacuna.internal.record;

import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.internal.json.FilledJson;
import io.lacuna.internal.json.JsonRecord;
import io.lacuna.internal.model.GapValues;
import io.lacuna.streams.errors.UnusableRecordException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Maps JSON records. Features are matched by name or dotted path. A value is a gap if it is null, absent, {@code NaN} or a
 * sentinel; an absent one is added to its object if that exists. A value of another type than the feature's, an unknown
 * label and a number that no double holds are missing for the model and stay unchanged. Of several members with one name
 * the last counts. Mutable; one thread owns it.
 */
final class JsonMapper implements RecordMapping {
    private static final int NO_FEATURE = -1;

    private final Features features;
    private final FieldForms forms;
    private final Consumer<String> unreadable;
    private final Set<String> told = new HashSet<>();
    private final Node root = new Node();
    private final boolean nested;
    private final boolean[] taken;
    private final NoteLayout layout;
    private final double[][] sentinels;

    /** [feature][category] as JSON. */
    private final String[][] words;

    /** [feature] index of a label. */
    private final Map<String, Integer>[] labels;

    /** The member of each feature in the record found last. */
    private final int[] member;

    private @Nullable JsonRecord found;

    /** A name of features' paths. */
    private static final class Node {
        private final Map<String, Node> inner = new HashMap<>();
        private int feature = NO_FEATURE;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of maps.
    JsonMapper(
            Features features,
            FieldForms forms,
            MappingRules rules,
            NoteChoices choices,
            boolean context,
            Consumer<String> unreadable) {
        this.features = features;
        this.forms = forms;
        this.unreadable = unreadable;
        int size = features.size();
        member = new int[size];
        taken = new boolean[size];
        sentinels = new double[size][];
        words = new String[size][];
        labels = new Map[size];
        boolean paths = false;
        for (int j = 0; j < size; j++) {
            Feature feature = features.get(j);
            sentinels[j] = rules.sentinelsOf(feature.name());
            words[j] = forms.categories(j, feature);
            labels[j] = new HashMap<>();
            if (feature.type() instanceof FeatureType.Categorical categorical) {
                for (int c = 0; c < categorical.labels().size(); c++) {
                    labels[j].put(categorical.labels().get(c), c);
                }
            }
            taken[j] = rules.takes(feature.name());
            if (taken[j]) {
                paths |= feature.name().indexOf('.') >= 0;
                place(feature.name(), j);
            }
        }
        nested = paths;
        List<NoteLayout.Field> filled = IntStream.range(0, size)
                .filter(j -> taken[j])
                .mapToObj(j -> new NoteLayout.Field(
                        j, features.get(j).name(), features.get(j).isContinuous(), false))
                .toList();
        layout = NoteSchemas.layout(choices.withoutSchema(), context, filled);
    }

    /** A name with dots can be a path, or the whole name of a member. */
    private void place(String name, int feature) {
        Node at = root;
        for (String part : name.split("\\.", -1)) {
            at = at.inner.computeIfAbsent(part, unseen -> new Node());
        }
        at.feature = feature;
        root.inner.computeIfAbsent(name, unseen -> new Node()).feature = feature;
    }

    private void find(JsonRecord record) {
        if (found == record) {
            return;
        }
        Arrays.fill(member, JsonRecord.NONE);
        @Nullable Node[] open = new Node[nested ? record.members() : 1];
        open[JsonRecord.ROOT] = root;
        for (int i = 1; i < record.members(); i++) {
            int parent = record.parent(i);
            Node in = parent < open.length ? open[parent] : null;
            if (parent == JsonRecord.ROOT && record.name(i).equals(RecordMapper.IMPUTATION_FIELD)) {
                throw new MappingException("the record has a field '" + RecordMapper.IMPUTATION_FIELD
                        + "' already: the input topic seems to be an imputed one");
            }
            Node at = in == null ? null : in.inner.get(record.name(i));
            if (at != null) {
                if (nested && record.kind(i) == JsonRecord.Kind.OBJECT) {
                    open[i] = at;
                }
                if (at.feature != NO_FEATURE) {
                    member[at.feature] = i;
                }
            }
        }
        found = record;
    }

    /** JSON has no record types; each record is looked at. */
    @Override
    public boolean isOf(RecordFamily family, int wanted) {
        return true;
    }

    @Override
    public boolean hasFields(GenericRecord record) {
        find((JsonRecord) record);
        for (int at : member) {
            if (at != JsonRecord.NONE) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int read(GenericRecord record, double[] into) {
        JsonRecord json = (JsonRecord) record;
        find(json);
        int observed = 0;
        for (int j = 0; j < member.length; j++) {
            into[j] = member[j] == JsonRecord.NONE ? Double.NaN : cell(json, j, member[j]);
            observed += Double.isNaN(into[j]) ? 0 : 1;
        }
        return observed;
    }

    @Override
    public int add(GenericRecord record, double[] into) {
        JsonRecord json = (JsonRecord) record;
        find(json);
        int observed = 0;
        for (int j = 0; j < member.length; j++) {
            if (taken[j]) {
                into[j] = member[j] == JsonRecord.NONE ? Double.NaN : cell(json, j, member[j]);
                observed += Double.isNaN(into[j]) ? 0 : 1;
            }
        }
        return observed;
    }

    private double cell(JsonRecord record, int feature, int at) {
        JsonRecord.Kind kind = record.kind(at);
        if (kind == JsonRecord.Kind.NULL) {
            return Double.NaN;
        }
        Feature of = features.get(feature);
        double cell = of.isContinuous()
                ? number(record, feature, at)
                : of.type() instanceof FeatureType.Binary ? flag(record, at) : label(record, feature, at);
        if (Double.isNaN(cell) && !isReadable(of, kind)) {
            tell(of, kind);
        }
        return cell;
    }

    private double number(JsonRecord record, int feature, int at) {
        if (record.kind(at) != JsonRecord.Kind.NUMBER || isSentinel(record, feature, at)) {
            return Double.NaN;
        }
        double number = record.number(at);
        return Double.isInfinite(number) ? Double.NaN : number;
    }

    private boolean isSentinel(JsonRecord record, int feature, int at) {
        if (record.kind(at) == JsonRecord.Kind.NUMBER) {
            double number = record.number(at);
            for (double sentinel : sentinels[feature]) {
                if (number == sentinel) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double flag(JsonRecord record, int at) {
        return switch (record.kind(at)) {
            case TRUE -> 1;
            case FALSE -> 0;
            case NUMBER -> record.number(at) == 0 || record.number(at) == 1 ? record.number(at) : Double.NaN;
            default -> Double.NaN;
        };
    }

    private double label(JsonRecord record, int feature, int at) {
        return switch (record.kind(at)) {
            case STRING, NUMBER, TRUE, FALSE -> {
                Integer label = labels[feature].get(record.text(at));
                yield label == null ? Double.NaN : label;
            }
            default -> Double.NaN;
        };
    }

    private static boolean isReadable(Feature feature, JsonRecord.Kind kind) {
        return switch (kind) {
            case NUMBER -> true;
            case STRING -> feature.type() instanceof FeatureType.Categorical;
            case TRUE, FALSE -> !feature.isContinuous();
            case NULL, OBJECT, ARRAY -> false;
        };
    }

    private void tell(Feature feature, JsonRecord.Kind kind) {
        String line = "field '" + feature.name() + "' is " + kind.words() + " where the model has a "
                + (feature.isContinuous()
                        ? "number"
                        : feature.type() instanceof FeatureType.Binary ? "boolean" : "category")
                + "; such values stay as they are and count as missing; fit a new model, or list the field in"
                + " impute.exclude";
        if (told.add(line)) {
            unreadable.accept(line);
        }
    }

    @Override
    public FilledJson fill(GenericRecord record, double[] observation, GapValues values, FilledCells filled) {
        JsonRecord json = (JsonRecord) record;
        find(json);
        FilledJson copy = new FilledJson(json, RecordMapper.IMPUTATION_FIELD);
        for (int j = 0; j < member.length; j++) {
            if (!Double.isNaN(observation[j]) || filled.leaves(j)) {
                continue;
            }
            if (member[j] != JsonRecord.NONE) {
                if (isGap(json, j, member[j])) {
                    copy.replace(member[j], value(j, values, filled));
                }
            } else if (taken[j]) {
                add(json, copy, j, values, filled);
            }
        }
        return copy;
    }

    private boolean isGap(JsonRecord record, int feature, int at) {
        return record.kind(at) == JsonRecord.Kind.NULL
                || record.kind(at) == JsonRecord.Kind.NUMBER && record.isWord(at)
                || features.get(feature).isContinuous() && isSentinel(record, feature, at);
    }

    /** Adds an absent value to its object, if the record has that. */
    private void add(JsonRecord record, FilledJson copy, int feature, GapValues values, FilledCells filled) {
        String name = features.get(feature).name();
        int dot = name.lastIndexOf('.');
        int object = dot < 0 ? JsonRecord.ROOT : record.find(name.substring(0, dot));
        if (object != JsonRecord.NONE && record.kind(object) == JsonRecord.Kind.OBJECT) {
            copy.append(object, name.substring(dot + 1), value(feature, values, filled));
        }
    }

    @Override
    public double step(int feature) {
        return features.get(feature).isContinuous() ? forms.step(feature) : 0;
    }

    private String value(int feature, GapValues values, FilledCells filled) {
        double value = values.value(feature);
        if (features.get(feature).isContinuous()) {
            if (!Double.isFinite(value)) {
                throw new UnusableRecordException(
                        "the model fills '" + features.get(feature).name() + "' with " + value);
            }
            filled.number(feature);
            return forms.number(feature, value);
        }
        filled.category(feature);
        return words[feature][(int) value];
    }

    @Override
    public NoteLayout note() {
        return layout;
    }

    @Override
    public void attach(GenericRecord filled, IndexedRecord note) {
        ((FilledJson) filled).note(note);
    }
}
