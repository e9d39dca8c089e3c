package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.format.PartnerFields;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.internal.record.FieldForms;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.OtherRecordTypeException;
import io.lacuna.internal.record.RecordMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The mappings of records to the features of one generation, one for each schema that was seen. Mutable; one thread
 * owns it.
 */
final class RecordMappings {
    private final ServingGeneration serving;
    private final ServingSettings settings;
    private final Features features;
    private final boolean withContext;

    /** Features that had no value in training, whose gaps stay, and those of partners. */
    private final Set<String> unfilled;

    /** The settings' rules, without these features. */
    private final MappingRules rules;

    private final FieldForms forms;
    private final List<String> unreadable = new ArrayList<>();
    private final Map<Schema, RecordMapping> mappings = new HashMap<>();

    /** Mappings of schemas that are not of the model's family. */
    private final Set<RecordMapping> others = new HashSet<>();

    private @Nullable Schema lastSchema;
    private @Nullable RecordMapping lastMapping;

    /** @param withContext whether the model fills with a past, which notes then name */
    RecordMappings(ServingGeneration serving, ServingSettings settings, boolean withContext) {
        this.serving = serving;
        this.settings = settings;
        this.withContext = withContext;
        features = serving.model().features();
        Map<String, String> provenance = serving.model().provenance().entries();
        unfilled = new HashSet<>(TrainingStatistics.unlearned(serving.model()));
        unfilled.addAll(PartnerFields.in(provenance, features));
        rules = settings.rules().without(unfilled);
        forms = FieldForms.in(provenance, features);
    }

    /** The mapping of a record of any type. */
    RecordMapping of(GenericRecord record) {
        RecordMapping mapping = lastMapping;
        Schema schema = record.getSchema();
        if (mapping == null || schema != lastSchema) {
            mapping = mappings.computeIfAbsent(schema, unseen -> create(record));
            lastMapping = mapping;
            lastSchema = schema;
        }
        return mapping;
    }

    /**
     * The mapping of a record of the model's family.
     *
     * @throws OtherRecordTypeException if the record is of another type
     */
    RecordMapping ofFamily(GenericRecord record) {
        RecordMapping mapping = of(record);
        if (!others.isEmpty() && others.contains(mapping) || !mapping.hasFields(record)) {
            throw otherType(record.getSchema());
        }
        return mapping;
    }

    /** Fields found unreadable since the last call, a line for each; mostly empty. */
    List<String> takeUnreadable() {
        if (unreadable.isEmpty()) {
            return List.of();
        }
        List<String> taken = List.copyOf(unreadable);
        unreadable.clear();
        return taken;
    }

    private RecordMapping create(GenericRecord record) {
        int before = unreadable.size();
        RecordMapping mapping = RecordMapping.of(
                record, features, forms, settings.rules(), unfilled, settings.notes(), withContext, unreadable::add);
        if (!mapping.isOf(serving.family(), rules.taken(features))) {
            others.add(mapping);
            unreadable.subList(before, unreadable.size()).clear();
        }
        return mapping;
    }

    private OtherRecordTypeException otherType(Schema schema) {
        String learned = serving.family().type();
        return new OtherRecordTypeException(
                schema.getFullName(),
                "it is of record type " + schema.getFullName()
                        + (learned == null
                                ? ", which has none of the fields that the model fills"
                                : ", and the model is for " + learned));
    }
}
