package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.format.PartnerFields;
import io.lacuna.internal.generation.ServingGeneration;
import io.lacuna.internal.model.TrainingStatistics;
import io.lacuna.internal.record.FieldForms;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.NoteChoices;
import io.lacuna.internal.record.RecordMapping;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads the cells of a record's partners: of features that the record's own schema does not have. They are conditioned
 * on, and never filled, hidden or scored. JSON has no schemas: there the model names the features of partners. Mutable; one thread owns it.
 */
public final class PartnerCells {
    private final Features features;
    private final FieldForms forms;
    private final MappingRules rules;

    /** Names of the features that only partners have, where no schema says it. */
    private final Set<String> own;

    private final PartnerFields written;
    private final Map<Schemas, Optional<RecordMapping>> mappings = new HashMap<>();
    private final boolean[] joined;
    private List<Partner> partners = List.of();

    private record Schemas(Schema input, Schema partner) {}

    /**
     * @param serving whose model has the features
     * @param settings of the stream
     */
    PartnerCells(ServingGeneration serving, ServingSettings settings) {
        features = serving.model().features();
        Map<String, String> provenance = serving.model().provenance().entries();
        forms = FieldForms.in(provenance, features);
        own = PartnerFields.in(provenance, features);
        rules = settings.rules().without(TrainingStatistics.unlearned(serving.model()));
        written = new PartnerFields(settings.partnerFields());
        joined = new boolean[features.size()];
    }

    /** Sets the partners of the next record. */
    public void join(List<Partner> ofNext) {
        partners = ofNext;
    }

    /** The partners of the record. */
    public List<Partner> joined() {
        return partners;
    }

    /**
     * Reads a record and its partners into an observation.
     *
     * @return number of observed cells
     */
    int read(GenericRecord record, RecordMapping mapping, double[] observation) {
        int own = mapping.read(record, observation);
        if (partners.isEmpty()) {
            Arrays.fill(joined, false);
            return own;
        }
        return own + add(record.getSchema(), observation);
    }

    private int add(Schema input, double[] observation) {
        double[] before = observation.clone();
        int observed = 0;
        for (Partner partner : partners) {
            Schema schema = partner.record().getSchema();
            Optional<RecordMapping> mapping =
                    mappings.computeIfAbsent(new Schemas(input, schema), both -> mapping(both, partner));
            if (mapping.isPresent()) {
                observed += read(mapping.get(), partner, observation);
            }
        }
        for (int j = 0; j < joined.length; j++) {
            joined[j] = Double.isNaN(before[j]) && !Double.isNaN(observation[j]);
        }
        return observed;
    }

    /** A partner that Lacuna filled tells nothing: in JSON each record shows it, in Avro the schema. */
    private static int read(RecordMapping mapping, Partner partner, double[] observation) {
        try {
            return mapping.add(partner.record(), observation);
        } catch (MappingException filled) {
            return 0;
        }
    }

    /** A partner whose fields are of other kinds than the model's features tells nothing. */
    private Optional<RecordMapping> mapping(Schemas of, Partner partner) {
        boolean byModel = RecordMapping.isPartnerOfModel(partner.record());
        if (byModel && own.isEmpty()) {
            return Optional.empty();
        }
        try {
            MappingRules which = byModel ? rules.only(own) : rules.ofPartner(of.input());
            return Optional.of(RecordMapping.of(
                    partner.record(), features, forms, which, Set.of(), NoteChoices.FULL, false, unreadable -> {}));
        } catch (MappingException other) {
            return Optional.empty();
        }
    }

    /** A filled record with the fields of its partners that are asked for. */
    GenericRecord into(GenericRecord filled) {
        return partners.isEmpty()
                ? filled
                : written.into(filled, partners.stream().map(Partner::record).toList());
    }

    /**
     * Takes back what was hidden of partners.
     *
     * @return whether some other observed cell is still hidden
     */
    boolean show(double[] observation, double[] masked) {
        boolean hidden = false;
        for (int j = 0; j < masked.length; j++) {
            masked[j] = joined[j] ? observation[j] : masked[j];
            hidden |= Double.isNaN(masked[j]) && !Double.isNaN(observation[j]);
        }
        return hidden;
    }
}
