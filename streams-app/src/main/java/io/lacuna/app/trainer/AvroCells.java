package io.lacuna.app.trainer;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Rows of Avro records of possibly several schemas. The features are those of the newest record's schema; cells of older
 * schemas are matched by name and are missing where the field had another kind of type. Fields of partners are features
 * behind those of the record.
 */
final class AvroCells implements WindowCells {
    private final MappingRules rules;
    private final List<Schema> partnerSchemas;
    private final Map<Schema, Layout> layouts = new HashMap<>();

    AvroCells(MappingRules rules) {
        this(rules, List.of());
    }

    /**
     * @param partners schemas of the records' partners
     */
    AvroCells(MappingRules rules, List<Schema> partners) {
        this.rules = rules;
        partnerSchemas = List.copyOf(partners);
    }

    /** The cells of one record. */
    private record Cells(Features features, double[] cells) {}

    /** Features and mapper of a schema; both null where its records cannot be mapped. */
    private record Layout(
            @Nullable Features features, @Nullable RecordMapper mapper, Map<Schema, Optional<RecordMapper>> partners) {
        static Layout of(Schema schema, List<Schema> partnerSchemas, MappingRules rules) {
            try {
                Map<String, Feature> features = new LinkedHashMap<>();
                RecordMapper.features(schema, rules).list().forEach(feature -> features.put(feature.name(), feature));
                for (Schema partner : partnerSchemas) {
                    RecordMapper.partnerFeatures(partner, schema, rules)
                            .forEach(feature -> features.putIfAbsent(feature.name(), feature));
                }
                Features all = new Features(List.copyOf(features.values()));
                return new Layout(all, new RecordMapper(schema, all, rules), new HashMap<>());
            } catch (MappingException unusable) {
                return new Layout(null, null, Map.of());
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
    }

    @Override
    public boolean isFilled(GenericRecord record) {
        Schema.Field mark = record.getSchema().getField(RecordMapper.IMPUTATION_FIELD);
        return mark != null && record.get(mark.pos()) != null;
    }

    @Override
    public @Nullable Object keep(GenericRecord record, List<GenericRecord> partners) {
        Layout layout = layouts.computeIfAbsent(record.getSchema(), schema -> Layout.of(schema, partnerSchemas, rules));
        if (layout.mapper() == null || layout.features() == null) {
            return null;
        }
        double[] cells = new double[layout.features().size()];
        layout.mapper().read(record, cells);
        for (GenericRecord partner : partners) {
            layout.ofPartner(record.getSchema(), partner.getSchema(), rules)
                    .ifPresent(mapper -> mapper.add(partner, cells));
        }
        return new Cells(layout.features(), cells);
    }

    @Override
    public boolean hasAll(Object other, Object wanted) {
        Features has = ((Cells) other).features();
        return ((Cells) wanted).features().list().stream().allMatch(feature -> has.indexOf(feature.name()) >= 0);
    }

    @Override
    public WindowColumns columns(List<Object> kept, Object newest) {
        Features features = ((Cells) newest).features();
        Map<Features, Alignment> alignments = new HashMap<>();
        List<double[]> cells = new ArrayList<>(kept.size());
        for (Object row : kept) {
            Cells of = (Cells) row;
            Alignment alignment = alignments.computeIfAbsent(of.features(), from -> Alignment.of(from, features));
            cells.add(alignment.apply(of.cells()));
        }
        return WindowColumns.of(new Table(features, cells));
    }
}
