package io.lacuna.app.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * Checks that topic names are valid and different from each other: an output that is also the input would never end.
 */
public final class TopicNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    private TopicNames() {}

    /**
     * @throws ConfigException naming the key
     */
    public static void check(LacunaConfig config) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(LacunaConfig.INPUT_TOPIC, config.inputTopic());
        names.put(LacunaConfig.IMPUTED_TOPIC, config.imputedTopic());
        if (config.notes().hasLatentsTopic()) {
            names.put(LacunaConfig.LATENTS_TOPIC, config.latentsTopic());
        }
        names.put(LacunaConfig.SCORES_TOPIC, config.scoresTopic());
        names.put(LacunaConfig.DEAD_LETTER_TOPIC, config.deadLetterTopic());
        names.put(LacunaConfig.EVENTS_TOPIC, config.eventsTopic());
        names.put(LacunaConfig.MODELS_TOPIC, config.modelsTopic());
        Map<String, String> keys = new LinkedHashMap<>();
        names.forEach((key, name) -> {
            if (!VALID.matcher(name).matches() || name.equals(".") || name.equals("..")) {
                throw new ConfigException(key, name, "a topic name has at most 249 letters, digits, '.', '_' and '-'");
            }
            String other = keys.put(name, key);
            if (other != null) {
                throw new ConfigException(key, name, "this topic is already " + other + "; use different names");
            }
        });
    }
}
