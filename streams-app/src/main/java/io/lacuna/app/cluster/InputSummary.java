package io.lacuna.app.cluster;

import io.lacuna.app.config.ImputeKeys;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.data.Feature;
import io.lacuna.internal.record.FieldTypes;
import io.lacuna.internal.record.MappingException;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.RecordMapper;
import io.lacuna.internal.record.Sentinel;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SetupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * Describes which fields of a topic will be filled and which pass through unchanged, and why, according to the latest
 * schema and the configuration. For people, before the first record.
 *
 * @param topic the topic
 * @param words one line
 * @param unknown names in {@code impute.include}, {@code impute.exclude} and {@code impute.sentinels} that no field has,
 *     by key
 */
public record InputSummary(String topic, String words, Map<String, List<String>> unknown) {
    private static final int MOST_NAMES = 30;

    /**
     * Empty if the topic has no schema yet, or the registry does not answer.
     *
     * @throws SetupException if a field of {@code impute.include} cannot be a feature, or no field is left to fill
     */
    public static Optional<InputSummary> of(LacunaConfig config, SchemaRegistry registry, String topic) {
        Optional<Schema> schema;
        try {
            schema = registry.latest(topic + "-value");
        } catch (RegistryUnavailableException away) {
            return Optional.empty();
        }
        return schema.filter(latest -> latest.getType() == Schema.Type.RECORD).map(latest -> of(latest, config, topic));
    }

    /** The same for several topics; those without a schema are left out. */
    public static List<InputSummary> of(LacunaConfig config, SchemaRegistry registry, List<String> topics) {
        return topics.stream()
                .flatMap(topic -> of(config, registry, topic).stream())
                .toList();
    }

    /** One line for all; with the names of the topics where they differ. */
    public static Optional<String> words(List<InputSummary> topics) {
        List<String> distinct =
                topics.stream().map(InputSummary::words).distinct().toList();
        return distinct.size() > 1
                ? Optional.of(topics.stream()
                        .map(topic -> topic.topic() + ": " + topic.words())
                        .collect(Collectors.joining("; ")))
                : distinct.stream().findFirst();
    }

    private static InputSummary of(Schema schema, LacunaConfig config, String topic) {
        MappingRules rules = config.mappingRules();
        RecordMapper.Fields fields;
        try {
            fields = RecordMapper.fields(schema, rules);
        } catch (MappingException unfit) {
            throw new SetupException("topic " + topic + ": " + unfit.getMessage(), unfit);
        }
        List<String> filled = fields.features().stream().map(Feature::name).toList();
        List<String> passing = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            if (!isIn(filled, field.name()) && !isIn(fields.strings(), field.name())) {
                passing.add(field.name() + " ("
                        + (rules.takes(field.name())
                                ? FieldTypes.describe(field).replaceFirst("^of type ", "")
                                : rules.exclude().contains(field.name()) ? "excluded" : "not included")
                        + ")");
            }
        }
        String words = (filled.isEmpty() ? "" : "fills " + some(filled) + "; ")
                + (fields.strings().isEmpty()
                        ? ""
                        : "strings, filled if they have few labels: " + some(fields.strings()) + "; ")
                + (passing.isEmpty() ? "" : "passes through " + some(passing) + "; ");
        return new InputSummary(topic, words.substring(0, words.length() - 2), unknown(schema, config, rules));
    }

    private static boolean isIn(List<String> paths, String name) {
        return paths.stream().anyMatch(path -> path.equals(name) || path.startsWith(name + "."));
    }

    private static Map<String, List<String>> unknown(Schema schema, LacunaConfig config, MappingRules rules) {
        TreeSet<String> ofSentinels = new TreeSet<>();
        for (Sentinel sentinel : config.mappingRules().sentinels()) {
            if (!sentinel.field().isEmpty()) {
                ofSentinels.add(sentinel.field());
            }
        }
        Map<String, List<String>> unknown = new TreeMap<>();
        unknown.put(ImputeKeys.IMPUTE_INCLUDE, missing(schema, rules.include()));
        unknown.put(ImputeKeys.IMPUTE_EXCLUDE, missing(schema, rules.exclude()));
        unknown.put(ImputeKeys.IMPUTE_SENTINELS, missing(schema, ofSentinels));
        return unknown;
    }

    private static List<String> missing(Schema schema, Iterable<String> names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            if (!RecordMapper.hasField(schema, name)) {
                missing.add(name);
            }
        }
        missing.sort(null);
        return missing;
    }

    private static String some(List<String> names) {
        return names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + " and " + (names.size() - MOST_NAMES) + " more";
    }

    /** A warning for each key that names unknown fields. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        unknown.forEach((key, names) -> {
            if (!names.isEmpty()) {
                warnings.add(key + " names " + String.join(", ", names) + "; topic " + topic
                        + " has no such field in its latest schema");
            }
        });
        return warnings;
    }
}
