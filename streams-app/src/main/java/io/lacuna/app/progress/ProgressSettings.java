package io.lacuna.app.progress;

import java.util.Map;

/**
 * What progress is measured of.
 *
 * @param input the input topic
 * @param outputs the output topics by what they are for: "imputed"
 * @param group the consumer group that commits
 * @param stallMs how long records may wait without a commit
 */
public record ProgressSettings(String input, Map<String, String> outputs, String group, long stallMs) {
    public ProgressSettings {
        outputs = Map.copyOf(outputs);
    }
}
