package io.lacuna.app.trainer.cells;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.internal.record.StringFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of Avro records of possibly several schemas. The features are those of the newest record's schema; cells of older
 * schemas are matched by name and are missing where the field had another kind of type. Strings with few labels in the window
 * are categories behind them, see {@link LabelColumns}. Fields of partners are features too.
 */
public final class AvroCells implements WindowCells {
    private final MappingRules rules;
    private final List<Schema> partnerSchemas;
    private final LabelColumns labels;
    private final Map<Schema, Layout> layouts = new HashMap<>();

    /** Rows of records without partners. */
    public AvroCells(MappingRules rules) {
        this(rules, List.of(), null);
    }

    /**
     * @param partners schemas of the records' partners
     * @param served what a model takes strings for; null to decide by the records
     */
    public AvroCells(MappingRules rules, List<Schema> partners, @Nullable ServedFields served) {
        this.rules = rules;
        partnerSchemas = List.copyOf(partners);
        labels = new LabelColumns(rules, served);
    }

    /**
     * The cells of one record.
     *
     * @param numbers cells of the features that its schema tells, then those that only its partners have
     * @param texts codes of its strings
     */
    private record Cells(Layout layout, double[] numbers, int[] texts) {}

    /**
     * Features and mapper of a schema.
     *
     * @param features null where the schema tells none
     * @param own number of the record's own features; those of partners come after them
     * @param mapper null where the schema tells none
     */
    private record Layout(
            @Nullable Features features,
            int own,
            @Nullable RecordMapper mapper,
            StringFields strings,
            Map<Schema, Optional<RecordMapper>> partners) {
        static Layout of(Schema schema, List<Schema> partnerSchemas, MappingRules rules) {
            try {
                RecordMapper.Fields fields = RecordMapper.fields(schema, rules);
                Map<String, Feature> features = new LinkedHashMap<>();
                fields.features().forEach(feature -> features.put(feature.name(), feature));
                int own = features.size();
                for (Schema partner : partnerSchemas) {
                    RecordMapper.partnerFeatures(partner, schema, rules)
                            .forEach(feature -> features.putIfAbsent(feature.name(), feature));
                }
                StringFields strings = StringFields.of(schema, fields.strings());
                if (features.isEmpty()) {
                    return new Layout(null, 0, null, strings, Map.of());
                }
                Features all = new Features(List.copyOf(features.values()));
                return new Layout(all, own, new RecordMapper(schema, all, rules), strings, new HashMap<>());
            } catch (MappingException unusable) {
                return new Layout(null, 0, null, StringFields.NONE, Map.of());
            }
        }

        /** Reads partners of a schema; empty where their fields are of other kinds than the features. */
        Optional<RecordMapper> ofPartner(Schema record, Schema partner, MappingRules rules) {
            return partners.computeIfAbsent(partner, schema -> {
                try {
                    return Optional.of(
                            new RecordMapper(schema, Objects.requireNonNull(features), rules.ofPartner(record)));
                } catch (MappingException other) {
                    return Optional.empty();
                }
            });
        }

        int size() {
            return features == null ? 0 : features.size();
        }

        List<Feature> list() {
            return features == null ? List.of() : features.list();
        }

        /** Names of the features that only partners have. */
        Set<String> ofPartners() {
            return list().stream().skip(own).map(Feature::name).collect(Collectors.toSet());
        }
    }

    @Override
    public boolean isFilled(GenericRecord record) {
        Schema.Field mark = record.getSchema().getField(RecordMapper.IMPUTATION_FIELD);
        return mark != null && record.get(mark.pos()) != null;
    }

    @Override
    public @Nullable Object keep(GenericRecord record, List<GenericRecord> partners) {
        Layout layout = layouts.computeIfAbsent(record.getSchema(), schema -> Layout.of(schema, partnerSchemas, rules));
        RecordMapper mapper = layout.mapper();
        if (mapper == null && layout.strings().paths().isEmpty()) {
            return null;
        }
        double[] cells = new double[layout.size()];
        if (mapper != null) {
            mapper.read(record, cells);
            for (GenericRecord partner : partners) {
                layout.ofPartner(record.getSchema(), partner.getSchema(), rules)
                        .ifPresent(of -> of.add(partner, cells));
            }
        }
        return new Cells(layout, cells, labels.codes(record, layout.strings()));
    }

    @Override
    public boolean hasAll(Object other, Object wanted) {
        Features has = ((Cells) other).layout().features();
        return ((Cells) wanted)
                .layout().list().stream().allMatch(feature -> has != null && has.indexOf(feature.name()) >= 0);
    }

    @Override
    public WindowColumns columns(List<Object> kept, Object newest) {
        Layout layout = ((Cells) newest).layout();
        List<String> paths = layout.strings().paths();
        Map<String, int[]> texts = new LinkedHashMap<>();
        paths.forEach(path -> texts.put(path, codes(kept, path)));
        LabelColumns.Decided decided = labels.decide(texts);
        List<Feature> all = new ArrayList<>(layout.list());
        all.addAll(decided.features());
        if (all.isEmpty()) {
            throw new TrainingRefusedException("no field of the records can be filled: " + decided.words());
        }
        return new WindowColumns(
                table(kept, layout, new Features(all), decided, texts),
                ServedFields.entries(decided.passing()),
                decided.words(),
                layout.ofPartners());
    }

    private static int[] codes(List<Object> kept, String path) {
        return kept.stream()
                .mapToInt(row -> {
                    Cells cells = (Cells) row;
                    int place = cells.layout().strings().paths().indexOf(path);
                    return place < 0 ? LabelColumns.MISSING : cells.texts()[place];
                })
                .toArray();
    }

    private static Table table(
            List<Object> kept, Layout layout, Features all, LabelColumns.Decided decided, Map<String, int[]> texts) {
        Features told = layout.features();
        Map<Features, Alignment> alignments = new HashMap<>();
        List<double[]> rows = new ArrayList<>(kept.size());
        for (int row = 0; row < kept.size(); row++) {
            Cells of = (Cells) kept.get(row);
            Features from = of.layout().features();
            double[] cells = new double[all.size()];
            Arrays.fill(cells, Double.NaN);
            if (told != null && from != null) {
                double[] aligned = alignments
                        .computeIfAbsent(from, features -> Alignment.of(features, told))
                        .apply(of.numbers());
                System.arraycopy(aligned, 0, cells, 0, aligned.length);
            }
            for (int j = layout.size(); j < cells.length; j++) {
                int[] codes = Objects.requireNonNull(texts.get(all.get(j).name()));
                cells[j] = decided.cell(all.get(j), codes[row]);
            }
            rows.add(cells);
        }
        return new Table(all, rows);
    }
}
