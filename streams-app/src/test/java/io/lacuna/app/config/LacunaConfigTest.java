package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.record.Sentinel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LacunaConfigTest {
    @TempDir
    private Path folder;

    private static LacunaConfig of(String... keysAndValues) {
        Map<String, String> keys = new HashMap<>(Map.of("bootstrap.servers", "b:9092", "input.topic", "sensors"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return LacunaConfig.of(keys);
    }

    @Test
    void topicsAreNamedAfterTheInputTopicOrThePrefixOrByThemselves() {
        assertThat(of().imputedTopic()).isEqualTo("sensors-imputed");
        assertThat(of().deadLetterTopic()).isEqualTo("sensors-dead-letters");
        assertThat(of("topic.names.prefix", "plant.").modelsTopic()).isEqualTo("plant.models");
        assertThat(of("topic.names.prefix", "plant.", "models.topic", "m").modelsTopic())
                .isEqualTo("m");
    }

    @Test
    void methodsAreReadAtTheStart() {
        assertThat(of().inferenceSettings().method()).isNull();
        assertThat(of("inference.method", "vae").inferenceSettings().method()).isSameAs(NeuralMethod.VAE);
        assertThat(of().trainerMethods()).containsExactly(ClosedFormMethod.RELAY_MIXTURE);
        assertThat(of("trainer.method", "marginal+svi").trainerMethods())
                .containsExactly(ClosedFormMethod.MARGINAL, NeuralMethod.SVI);
        assertThatThrownBy(() -> of("inference.method", "svi+vae"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("inference.method")
                .hasMessageContaining("unknown method 'svi+vae'; known are relay-mixture, svi");
        assertThatThrownBy(() -> of("trainer.method", "svi+magic")).hasMessageContaining("unknown method 'magic'");
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file = folder.resolve("lacuna.properties");
        Files.writeString(file, "bootstrap.servers=f:1\ninput.topic=fromfile\nscores.share=0.5\nhttp.port=1\n");
        LacunaConfig config = LacunaConfig.load(
                file,
                Map.of(
                        "LACUNA_INPUT_TOPIC",
                        "fromenv",
                        "LACUNA_HTTP_PORT",
                        "2",
                        "LACUNA_JAVA_OPTS",
                        "-Xmx1g",
                        "LACUNA_VECTOR",
                        "on",
                        "PATH",
                        "/"),
                Map.of("http.port", "3"));
        assertThat(config.bootstrapServers()).isEqualTo("f:1");
        assertThat(config.inputTopic()).isEqualTo("fromenv");
        assertThat(config.getInt(LacunaConfig.HTTP_PORT)).isEqualTo(3);
        assertThat(config.getDouble(LacunaConfig.SCORES_SHARE)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({
        "inptu.topic, input.topic",
        "trainer.intervall.ms, trainer.interval.ms",
        "impute.exlude, impute.exclude",
        "replication.facto, replication.factor"
    })
    void aSlipOfThePenIsAnErrorThatNamesTheNearestKey(String slip, String meant) {
        assertThatThrownBy(() -> of(slip, "1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'" + slip + "'")
                .hasMessageContaining("'" + meant + "'");
        assertThatThrownBy(() -> LacunaConfig.load(
                        null, Map.of("LACUNA_" + slip.toUpperCase().replace('.', '_'), "1"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "scores.share, 1.5",
        "inference.interval, 2",
        "generation.selection, newest",
        "processing.guarantee, exactly_once",
        "http.port, many",
        "impute.sentinels, warm",
        "application.id, ' '",
        "trainer.interval.ms, -1"
    })
    void aWrongValueIsAnErrorThatNamesTheKey(String key, String value) {
        assertThatThrownBy(() -> of(key, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
    }

    @Test
    void whatIsNotSetSaysHowToSetIt() {
        LacunaConfig empty = LacunaConfig.of(Map.of());
        assertThatThrownBy(empty::modelsTopic)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("input.topic")
                .hasMessageContaining("LACUNA_INPUT_TOPIC")
                .hasMessageContaining("--config");
        assertThatThrownBy(empty::bootstrapServers).hasMessageContaining("bootstrap.servers");
    }

    @Test
    void kafkasOwnKeysReachTheClientsTheyAreMeantFor() {
        LacunaConfig config = of(
                "security.protocol", "SASL_SSL",
                "consumer.max.poll.records", "7",
                "producer.linger.ms", "9",
                "admin.request.timeout.ms", "11",
                "topic.retention.ms", "13",
                "topic.names.prefix", "p-",
                "schema.registry.basic.auth.user.info", "u:p");
        assertThat(config.consumerSettings())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("max.poll.records", "7")
                .containsEntry("bootstrap.servers", "b:9092")
                .doesNotContainKey("linger.ms");
        assertThat(config.producerSettings()).containsEntry("linger.ms", "9").doesNotContainKey("input.topic");
        assertThat(config.adminSettings()).containsEntry("request.timeout.ms", "11");
        assertThat(config.topicSettings()).isEqualTo(Map.of("retention.ms", "13"));
        assertThat(config.registrySettings()).containsEntry("schema.registry.basic.auth.user.info", "u:p");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> LacunaConfig.load(folder.resolve("gone.properties"), Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("gone.properties")
                .hasMessageContaining("not there");
    }

    @Test
    void sentinelsStandForEveryFieldOrOne() {
        List<Sentinel> sentinels = of("impute.sentinels", "-999, temp:-200").sentinels();
        assertThat(sentinels).containsExactly(new Sentinel("", -999), new Sentinel("temp", -200));
        assertThat(sentinels.get(1).covers("temp")).isTrue();
        assertThat(sentinels.get(1).covers("humidity")).isFalse();
    }

    @Test
    void theStateFolderIsNotATemporaryOne() {
        assertThat(Path.of(of().stateDir())).isEqualTo(Path.of(System.getProperty("user.home"), ".lacuna", "state"));
    }
}
