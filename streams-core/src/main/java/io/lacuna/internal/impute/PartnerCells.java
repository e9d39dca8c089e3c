package io.lacuna.internal.impute;

import io.lacuna.data.Features;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.internal.record.RecordMapping;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Reads the cells of a record's partners: of features that the record's own schema does not have. They are conditioned
 * on, and never filled, hidden or scored. Mutable; one thread owns it.
 */
public final class PartnerCells {
    private final Features features;
    private final MappingRules rules;
    private final Map<Schemas, Optional<RecordMapper>> mappers = new HashMap<>();
    private final boolean[] joined;
    private List<Partner> partners = List.of();

    private record Schemas(Schema input, Schema partner) {}

    PartnerCells(Features features, MappingRules rules) {
        this.features = features;
        this.rules = rules;
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
            Optional<RecordMapper> mapper =
                    mappers.computeIfAbsent(new Schemas(input, schema), both -> mapper(both.input(), both.partner()));
            if (mapper.isPresent()) {
                observed += mapper.get().add(partner.record(), observation);
            }
        }
        for (int j = 0; j < joined.length; j++) {
            joined[j] = Double.isNaN(before[j]) && !Double.isNaN(observation[j]);
        }
        return observed;
    }

    /** A partner whose fields are of other kinds than the model's features tells nothing. */
    private Optional<RecordMapper> mapper(Schema input, Schema partner) {
        try {
            return Optional.of(new RecordMapper(partner, features, rules.ofPartner(input)));
        } catch (MappingException other) {
            return Optional.empty();
        }
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
