package io.lacuna.app.config;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/** Defines the keys of several input topics. */
public final class InputKeys {
    public static final String INPUT_TOPICS = "input.topics";
    public static final String INPUT_TOPIC_PATTERN = "input.topic.pattern";

    private InputKeys() {}

    static void define(LacunaKeys keys, String group) {
        keys.key(
                group,
                INPUT_TOPICS,
                Type.LIST,
                List.of(),
                LacunaKeys.anyList(),
                "Several topics with partial records, in place of `input.topic`. One model fills them all, all outcomes are in one"
                        + " imputed topic, and each names its source. Requires `topic.names.prefix`.");
        keys.key(
                group,
                INPUT_TOPIC_PATTERN,
                Type.STRING,
                "",
                LacunaKeys.methods(InputTopics::compile, "a regular expression, or empty"),
                "Regular expression for the whole names of such topics, in place of `input.topic`. Topics that appear later are"
                        + " read too; Lacuna's own topics never are. Requires `topic.names.prefix`.");
    }

    /** Whether one of the keys is set. */
    static boolean isSet(AbstractConfig values) {
        return !values.getString(LacunaConfig.INPUT_TOPIC).isEmpty()
                || !values.getList(INPUT_TOPICS).isEmpty()
                || !values.getString(INPUT_TOPIC_PATTERN).isEmpty();
    }

    /**
     * The input topics.
     *
     * @param own Lacuna's own topics
     * @throws ConfigException if several keys are set
     */
    static InputTopics topics(AbstractConfig values, Collection<String> own) {
        return InputTopics.of(
                values.getString(LacunaConfig.INPUT_TOPIC),
                values.getList(INPUT_TOPICS),
                values.getString(INPUT_TOPIC_PATTERN),
                own);
    }
}
