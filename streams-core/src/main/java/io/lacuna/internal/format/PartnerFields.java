package io.lacuna.internal.format;

import io.lacuna.data.Features;
import io.lacuna.internal.avro.FlatRecord;
import io.lacuna.internal.avro.RecordLayout;
import io.lacuna.internal.json.FilledJson;
import io.lacuna.internal.json.JsonRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Writes fields of partners, records of other topics, into filled records: the fields that are asked for, as they are in
 * the first partner that has them, unless the record itself has a field of that name. An Avro record gets them as nullable
 * fields behind its own; without a partner it keeps its schema. Mutable; one thread owns it.
 */
public final class PartnerFields {
    /** Entry of a model's provenance: the indices of the features that only partners have, where no schema says it. */
    private static final String FEATURES = "input.partner.features";

    private static final Schema NULL = Schema.create(Schema.Type.NULL);

    private final List<String> wanted;
    private final Map<Schemas, Added> added = new HashMap<>();

    private record Schemas(Schema record, List<Schema> partners) {}

    /** The layout of a record with its partners' fields, and for each of these fields its partner and place there. */
    private record Added(RecordLayout layout, List<Place> places) {}

    private record Place(int partner, int field) {}

    /**
     * @param wanted names of fields
     */
    public PartnerFields(List<String> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    /** The features that only partners have, as a provenance entry. */
    public static Map<String, String> entries(List<Integer> features) {
        return features.isEmpty()
                ? Map.of()
                : Map.of(
                        FEATURES,
                        String.join(",", features.stream().map(String::valueOf).toList()));
    }

    /** Names of the features that only partners have, by a model's provenance. */
    public static Set<String> in(Map<String, String> provenance, Features features) {
        Set<String> names = new HashSet<>();
        for (String word : provenance.getOrDefault(FEATURES, "").split(",", -1)) {
            for (int j = 0; j < features.size(); j++) {
                if (word.equals(Integer.toString(j))) {
                    names.add(features.get(j).name());
                }
            }
        }
        return names;
    }

    /**
     * The record with the fields of its partners.
     *
     * @param filled a filled record with its note
     */
    public GenericRecord into(GenericRecord filled, List<GenericRecord> partners) {
        if (wanted.isEmpty() || partners.isEmpty()) {
            return filled;
        }
        if (filled instanceof FilledJson json) {
            append(json, partners);
            return filled;
        }
        List<Schema> schemas = partners.stream().map(GenericRecord::getSchema).toList();
        Added more = added.computeIfAbsent(new Schemas(filled.getSchema(), schemas), this::added);
        if (more.places().isEmpty()) {
            return filled;
        }
        FlatRecord longer = ((FlatRecord) filled).extended(more.layout());
        int field = filled.getSchema().getFields().size();
        for (Place place : more.places()) {
            longer.put(field++, partners.get(place.partner()).get(place.field()));
        }
        return longer;
    }

    private void append(FilledJson filled, List<GenericRecord> partners) {
        for (String name : wanted) {
            boolean found = filled.original().own(name) != JsonRecord.NONE;
            for (int p = 0; p < partners.size() && !found; p++) {
                JsonRecord partner = (JsonRecord) partners.get(p);
                int member = partner.own(name);
                found = member != JsonRecord.NONE;
                if (found) {
                    filled.append(JsonRecord.ROOT, name, partner.written(member));
                }
            }
        }
    }

    private Added added(Schemas of) {
        Schema schema = of.record();
        List<Place> places = new ArrayList<>();
        for (String name : wanted) {
            for (int p = 0; p < of.partners().size() && schema.getField(name) == null; p++) {
                Schema.Field field = of.partners().get(p).getField(name);
                Schema longer = field == null ? null : with(schema, field);
                if (field != null && longer != null && isSound(longer)) {
                    schema = longer;
                    places.add(new Place(p, field.pos()));
                }
            }
        }
        return new Added(new RecordLayout(schema), places);
    }

    private static Schema with(Schema record, Schema.Field more) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : record.getFields()) {
            fields.add(new Schema.Field(field, field.schema()));
        }
        fields.add(new Schema.Field(more.name(), nullable(more.schema()), more.doc(), Schema.Field.NULL_DEFAULT_VALUE));
        Schema schema = Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), record.isError());
        record.getObjectProps().forEach(schema::addProp);
        record.getAliases().forEach(schema::addAlias);
        schema.setFields(fields);
        return schema;
    }

    private static Schema nullable(Schema schema) {
        List<Schema> types = new ArrayList<>(List.of(NULL));
        for (Schema type : schema.isUnion() ? schema.getTypes() : List.of(schema)) {
            if (type.getType() != Schema.Type.NULL) {
                types.add(type);
            }
        }
        return types.size() == 1 ? NULL : Schema.createUnion(types);
    }

    /** Whether no type of the partner has the name of another type of the record. */
    private static boolean isSound(Schema schema) {
        try {
            return new Schema.Parser().parse(schema.toString()).equals(schema);
        } catch (AvroRuntimeException redefined) {
            return false;
        }
    }
}
