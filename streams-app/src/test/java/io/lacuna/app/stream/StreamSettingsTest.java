package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.cluster.TimestampLimits;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.choice.TimestampAction;
import io.lacuna.app.progress.RepeatedFailures;
import io.lacuna.app.stream.failure.OutcomeBooks;
import io.lacuna.app.stream.failure.RecordTimes;
import io.lacuna.app.stream.meters.StreamMetrics;
import io.lacuna.internal.generation.Selection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamSettingsTest {
    private static Map<String, Object> producer(Map<String, String> given) {
        LacunaConfig config = LacunaConfig.of(
                        Map.of(LacunaConfig.BOOTSTRAP_SERVERS, "none:1", LacunaConfig.INPUT_TOPIC, "sensors"))
                .with(given);
        StreamsConfig settings = new StreamsConfig(StreamSettings.of(
                config,
                OutcomeBooks.of(
                        new StreamMetrics(new SimpleMeterRegistry(), Selection.LATEST),
                        new RepeatedFailures(1, true),
                        1_000,
                        new RecordTimes(TimestampLimits.NONE, TimestampAction.PASS, config.clock()))));
        return settings.getProducerConfigs("client");
    }

    @Test
    void theProducerTakesLargeRecordsInLargeBatches() {
        assertThat(producer(Map.of()))
                .containsEntry("batch.size", KafkaSettings.BATCH_BYTES)
                .containsEntry("max.request.size", KafkaSettings.LARGEST_RECORD_BYTES);
    }

    @Test
    void whatTheUserGivesWinsWithPrefixOrWithout() {
        for (String prefix : new String[] {"", "producer."}) {
            assertThat(producer(Map.of(prefix + "batch.size", "1000", prefix + "max.request.size", "5000000")))
                    .containsEntry("batch.size", "1000")
                    .containsEntry("max.request.size", "5000000");
        }
    }

    @Test
    void onlyAStaticMemberStaysInTheGroupWhenItStops() {
        assertThat(atStop(Map.of())).isEqualTo(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        for (String prefix : new String[] {"", "consumer.", "main.consumer."}) {
            assertThat(atStop(Map.of(prefix + "group.instance.id", "stream-0")))
                    .as(prefix)
                    .isEqualTo(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
        }
    }

    private static CloseOptions.GroupMembershipOperation atStop(Map<String, String> given) {
        return StreamSettings.atStop(
                LacunaConfig.of(Map.of(LacunaConfig.INPUT_TOPIC, "sensors")).with(given));
    }
}
