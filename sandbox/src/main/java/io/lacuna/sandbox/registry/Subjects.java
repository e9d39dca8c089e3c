package io.lacuna.sandbox.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a registry: schemas by id, versions by subject, compatibility rules. In memory, for the life of the
 * object. Safe for concurrent use: every method is synchronized.
 */
final class Subjects {
    private static final String JSON = "json-schema";

    private final List<Stored> byId = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, List<Integer>> versions = new TreeMap<>();
    private final Map<String, Compatibility> rules = new HashMap<>();
    private Compatibility globalRule = Compatibility.BACKWARD;

    /** One version of a subject; versions are numbered from 1. */
    record Version(String subject, int version, int id, Schema schema) {}

    /** A schema's use of a named type that another version defines. */
    record Reference(String name, String subject, int version) {}

    /** A schema as it was registered: its text may use types of its references. */
    record Stored(Schema schema, String text, List<Reference> references) {
        /** The same in every registry that has the schema. */
        UUID guid() {
            return UUID.nameUUIDFromBytes((text + references).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** An error answer with Confluent's error code: its first three digits are the HTTP status. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        Refusal(int code, String message) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }

        int status() {
            return code > 999 ? code / 100 : code;
        }
    }

    /** A JSON Schema: in the place of an Avro schema it is a string with a property, which follows any other. */
    private static Schema ofJson(String text) {
        Schema schema = Schema.create(Schema.Type.STRING);
        schema.addProp(JSON, text);
        return schema;
    }

    /** The text of a JSON Schema; null of an Avro schema. */
    static @Nullable String json(Schema schema) {
        return schema.getProp(JSON);
    }

    synchronized int register(String subject, String text, List<Reference> references, boolean json) throws Refusal {
        Schema schema = json ? ofJson(text) : parse(text, references);
        List<Integer> earlier = versions.getOrDefault(subject, List.of());
        Integer known = ids.get(schema.toString());
        if (known != null && earlier.contains(known)) {
            return known;
        }
        List<String> violations = violations(subject, schema);
        if (!violations.isEmpty()) {
            throw new Refusal(
                    409,
                    "Schema being registered is incompatible with an earlier schema for subject \"" + subject + "\": "
                            + String.join("; ", violations));
        }
        int id = known == null ? add(new Stored(schema, text, List.copyOf(references))) : known;
        versions.computeIfAbsent(subject, unseen -> new ArrayList<>()).add(id);
        return id;
    }

    private int add(Stored stored) {
        byId.add(stored);
        ids.put(stored.schema().toString(), byId.size());
        return byId.size();
    }

    synchronized Version lookUp(String subject, String text, List<Reference> references, boolean json) throws Refusal {
        List<Integer> known = known(subject);
        Integer id = ids.get((json ? ofJson(text) : parse(text, references)).toString());
        int index = id == null ? -1 : known.indexOf(id);
        if (index < 0) {
            throw new Refusal(40403, "Schema not found");
        }
        return version(subject, String.valueOf(index + 1));
    }

    synchronized Stored schema(int id) throws Refusal {
        if (id < 1 || id > byId.size()) {
            throw new Refusal(40403, "Schema " + id + " not found");
        }
        return byId.get(id - 1);
    }

    /** The schema with a GUID. */
    synchronized Stored schema(String guid) throws Refusal {
        for (Stored stored : byId) {
            if (stored.guid().toString().equals(guid)) {
                return stored;
            }
        }
        throw new Refusal(40403, "Schema " + guid + " not found");
    }

    synchronized List<String> subjects() {
        return List.copyOf(new TreeSet<>(versions.keySet()));
    }

    /** Every use of a schema: its version by subject. */
    synchronized Map<String, Integer> uses(int id) throws Refusal {
        schema(id);
        Map<String, Integer> uses = new LinkedHashMap<>();
        versions.forEach((subject, known) -> {
            if (known.contains(id)) {
                uses.put(subject, known.indexOf(id) + 1);
            }
        });
        return uses;
    }

    synchronized int versionCount(String subject) throws Refusal {
        return known(subject).size();
    }

    /** The version with this number, or {@code latest}. */
    synchronized Version version(String subject, String number) throws Refusal {
        List<Integer> known = known(subject);
        int version = number.equals("latest") || number.equals("-1") ? known.size() : whole(number);
        if (version < 1) {
            throw new Refusal(42202, "The specified version '" + number + "' is not a valid version id");
        }
        if (version > known.size()) {
            throw new Refusal(40402, "Version " + version + " not found.");
        }
        int id = known.get(version - 1);
        return new Version(subject, version, id, byId.get(id - 1).schema());
    }

    /** Why the schema could not follow this version of the subject; empty if it could. */
    synchronized List<String> violations(String subject, String version, String text) throws Refusal {
        Version other = version(subject, version);
        return rule(subject).violations(parse(text, List.of()), List.of(other.schema()));
    }

    private List<String> violations(String subject, Schema next) {
        List<Schema> earlier = versions.getOrDefault(subject, List.of()).stream()
                .map(id -> byId.get(id - 1).schema())
                .toList();
        return rule(subject).violations(next, earlier);
    }

    /** The subject's own rule, or the global one if it has none. */
    synchronized Compatibility rule(String subject) {
        return rules.getOrDefault(subject, globalRule);
    }

    synchronized Compatibility ownRule(String subject) throws Refusal {
        Compatibility own = rules.get(subject);
        if (own == null) {
            throw new Refusal(40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
        }
        return own;
    }

    synchronized Compatibility globalRule() {
        return globalRule;
    }

    /** Sets the rule of the subject, or the global one if the subject is null. */
    synchronized Compatibility setRule(@Nullable String subject, String name) throws Refusal {
        Compatibility rule;
        try {
            rule = Compatibility.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new Refusal(42203, "Invalid compatibility level '" + name + "'");
        }
        if (subject == null) {
            globalRule = rule;
        } else {
            rules.put(subject, rule);
        }
        return rule;
    }

    private List<Integer> known(String subject) throws Refusal {
        List<Integer> known = versions.get(subject);
        if (known == null) {
            throw new Refusal(40401, "Subject '" + subject + "' not found.");
        }
        return known;
    }

    private static int whole(String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException notNumber) {
            return -1;
        }
    }

    private Schema parse(String text, List<Reference> references) throws Refusal {
        List<Schema> known = new ArrayList<>();
        for (Reference reference : references) {
            known.add(version(reference.subject(), String.valueOf(reference.version()))
                    .schema());
        }
        try {
            Schema.Parser parser = new Schema.Parser();
            parser.addTypes(known);
            return parser.parse(text);
        } catch (AvroRuntimeException malformed) {
            throw new Refusal(42201, "Invalid schema: " + malformed.getMessage());
        }
    }
}
