package io.lacuna.app.progress;

import io.lacuna.app.config.InputTopics;
import java.util.Map;

/**
 * Topics, group and limits for measuring progress.
 *
 * @param inputs the input topics
 * @param outputs the output topics by purpose, such as "imputed"
 * @param group the consumer group that commits
 * @param stallMs how long records may wait without a commit
 * @param threads stream threads of the instance
 */
public record ProgressSettings(
        InputTopics inputs, Map<String, String> outputs, String group, long stallMs, int threads) {
    public ProgressSettings {
        outputs = Map.copyOf(outputs);
    }
}
