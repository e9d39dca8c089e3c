package io.lacuna.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * Checks that topic names are valid and different from each other: an output that is also the input would never end.
 */
public final class TopicNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    private TopicNames() {}

    /**
     * The name of one of Lacuna's own topics.
     *
     * @param key that names it
     * @param end of its name after the prefix, where the key is not set
     * @throws ConfigException if it has no name
     */
    static String of(AbstractConfig values, String key, String end) {
        String set = values.getString(key);
        String prefix = values.getString(LacunaConfig.TOPIC_NAMES_PREFIX);
        if (!set.isEmpty() || !prefix.isEmpty()) {
            return set.isEmpty() ? prefix + end : set;
        }
        if (!InputKeys.isSet(values)) {
            throw LacunaConfig.unset(LacunaConfig.INPUT_TOPIC);
        }
        InputTopics inputs = InputKeys.topics(values, List.of());
        if (!inputs.isOne()) {
            throw new ConfigException(LacunaConfig.TOPIC_NAMES_PREFIX
                    + " is not set: with several input topics, Lacuna's own topics need a common prefix");
        }
        return inputs.words() + "-" + end;
    }

    /** Topics that Lacuna writes, and those of partners: never inputs. */
    static List<String> own(LacunaConfig config) {
        List<String> own = new ArrayList<>(List.of(
                config.imputedTopic(),
                config.latentsTopic(),
                config.scoresTopic(),
                config.deadLetterTopic(),
                config.modelsTopic(),
                config.eventsTopic(),
                config.contextTopic()));
        config.enrichTopics().forEach(topic -> own.add(topic.topic()));
        return own;
    }

    /**
     * @throws ConfigException naming the key
     */
    public static void check(LacunaConfig config) {
        Map<String, String> keys = new LinkedHashMap<>();
        if (config.inputTopics() instanceof InputTopics.Named named) {
            String key = named.isOne() ? LacunaConfig.INPUT_TOPIC : InputKeys.INPUT_TOPICS;
            named.names().forEach(name -> put(key, name, keys));
        }
        Map<String, String> names = new LinkedHashMap<>();
        names.put(LacunaConfig.IMPUTED_TOPIC, config.imputedTopic());
        if (config.notes().hasLatentsTopic()) {
            names.put(LacunaConfig.LATENTS_TOPIC, config.latentsTopic());
        }
        names.put(LacunaConfig.SCORES_TOPIC, config.scoresTopic());
        names.put(LacunaConfig.DEAD_LETTER_TOPIC, config.deadLetterTopic());
        names.put(LacunaConfig.EVENTS_TOPIC, config.eventsTopic());
        names.put(LacunaConfig.MODELS_TOPIC, config.modelsTopic());
        names.forEach((key, name) -> put(key, name, keys));
    }

    private static void put(String key, String name, Map<String, String> keys) {
        if (!VALID.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new ConfigException(key, name, "a topic name has at most 249 letters, digits, '.', '_' and '-'");
        }
        String other = keys.put(name, key);
        if (other != null) {
            throw new ConfigException(key, name, "this topic is already " + other + "; use different names");
        }
    }
}
