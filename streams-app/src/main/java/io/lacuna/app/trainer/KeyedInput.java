package io.lacuna.app.trainer;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.choice.ContextStore;
import io.lacuna.app.config.choice.WindowSample;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the past of keys can be learnt from the archived topics. Without state. */
final class KeyedInput {
    private static final Logger LOG = LoggerFactory.getLogger(KeyedInput.class);
    private static final long ANSWER_MS = 12_000;

    private KeyedInput() {}

    /** Whether it can; where it cannot though the stream would use it, one line says why. */
    static boolean isLearnable(LacunaConfig config, List<String> topics) {
        if (config.contextStore() == ContextStore.NONE) {
            return false;
        }
        if (config.trainer().window().sample() == WindowSample.RESERVOIR) {
            LOG.info(
                    "what a key's past tells is not learnt: trainer.window.sample takes single records, and a key's past needs"
                            + " all of a stretch; set it to newest");
            return false;
        }
        for (String topic : topics) {
            if (isCompacted(config, topic)) {
                LOG.warn(
                        "what a key's past tells is not learnt: {} is compacted, so the earlier records of its keys are gone;"
                                + " point trainer.topics at an archive with cleanup.policy=delete",
                        topic);
                return false;
            }
        }
        return true;
    }

    private static boolean isCompacted(LacunaConfig config, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(config.adminSettings())) {
            Config settings = admin.describeConfigs(List.of(resource))
                    .all()
                    .get(ANSWER_MS, TimeUnit.MILLISECONDS)
                    .get(resource);
            ConfigEntry policy = settings == null ? null : settings.get(TopicConfig.CLEANUP_POLICY_CONFIG);
            return policy != null && String.valueOf(policy.value()).contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        } catch (ExecutionException | TimeoutException unseen) {
            return false; // Nothing is refused for what this user may not see.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
