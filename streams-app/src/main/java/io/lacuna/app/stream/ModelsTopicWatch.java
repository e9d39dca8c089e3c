package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the models topic was deleted and created again. A consumer continues at its old offset and would never
 * see the records of the new topic before that offset. While the topic is only missing there is nothing to do: the
 * stream continues with its present models.
 */
final class ModelsTopicWatch implements AutoCloseable {
    private static final long EVERY_MS = 2_000;
    private static final int ANSWER_MS = 5_000;

    private final Admin admin;
    private final String topic;
    private final Runnable remade;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "lacuna-models-topic");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Uuid known;

    private ModelsTopicWatch(LacunaConfig config, Runnable remade) {
        topic = config.modelsTopic();
        this.remade = remade;
        Map<String, Object> settings = config.adminSettings();
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS - 1_000);
        admin = Admin.create(settings);
    }

    /**
     * Starts the watch. Call it before the topic is read.
     *
     * @param remade called once, on the watch's own thread
     */
    static ModelsTopicWatch begin(LacunaConfig config, Runnable remade) {
        ModelsTopicWatch watch = new ModelsTopicWatch(config, remade);
        watch.look();
        watch.clock.scheduleWithFixedDelay(watch::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        try {
            Uuid now = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .topicNameValues()
                            .get(topic))
                    .get(ANSWER_MS, TimeUnit.MILLISECONDS)
                    .topicId();
            if (known == null) {
                known = now;
            } else if (!now.equals(known)) {
                known = now;
                remade.run();
            }
        } catch (ExecutionException | TimeoutException | RuntimeException unknown) {
            // The topic is missing, or no broker answers: the next look will show.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
