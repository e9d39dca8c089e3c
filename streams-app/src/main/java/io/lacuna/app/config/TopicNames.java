package io.lacuna.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** That the topics' names are names, and each topic has a name of its own: an output read as input would never end. */
public final class TopicNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    private TopicNames() {}

    /**
     * @throws ConfigException naming the keys
     */
    public static void check(LacunaConfig config) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(LacunaConfig.INPUT_TOPIC, config.inputTopic());
        names.put(LacunaConfig.IMPUTED_TOPIC, config.imputedTopic());
        names.put(LacunaConfig.LATENTS_TOPIC, config.latentsTopic());
        names.put(LacunaConfig.SCORES_TOPIC, config.scoresTopic());
        names.put(LacunaConfig.DEAD_LETTER_TOPIC, config.deadLetterTopic());
        names.put(LacunaConfig.EVENTS_TOPIC, config.eventsTopic());
        names.put(LacunaConfig.MODELS_TOPIC, config.modelsTopic());
        Map<String, String> keys = new LinkedHashMap<>();
        names.forEach((key, name) -> {
            if (!VALID.matcher(name).matches() || name.equals(".") || name.equals("..")) {
                throw new ConfigException(
                        key, name, "a topic's name is of letters, digits, '.', '_' and '-', at most 249 of them");
            }
            String other = keys.put(name, key);
            if (other != null) {
                throw new ConfigException(
                        key, name, "that topic is " + other + " already; give each a name of its own");
            }
        });
    }
}
