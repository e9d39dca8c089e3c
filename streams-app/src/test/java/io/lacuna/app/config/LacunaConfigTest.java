package io.lacuna.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.app.config.choice.ProcessingGuarantee;
import io.lacuna.app.config.choice.Promotion;
import io.lacuna.app.config.choice.WindowSample;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.generation.Selection;
import io.lacuna.internal.model.FillRule;
import io.lacuna.internal.record.Sentinel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        assertThat(of().trainer().fit().settings().methods()).containsExactly(ClosedFormMethod.RELAY_MIXTURE);
        assertThat(of("trainer.method", "marginal+svi")
                        .trainer()
                        .fit()
                        .settings()
                        .methods())
                .containsExactly(ClosedFormMethod.MARGINAL, NeuralMethod.SVI);
        assertThatThrownBy(() -> of("inference.method", "svi+vae"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("inference.method")
                .hasMessageContaining("unknown method 'svi+vae'; known are relay-mixture, svi");
        assertThatThrownBy(() -> of("trainer.method", "svi+magic")).hasMessageContaining("unknown method 'magic'");
    }

    @Test
    void choicesAreReadByName() {
        assertThat(of().processingGuarantee()).isSameAs(ProcessingGuarantee.EXACTLY_ONCE);
        assertThat(of("processing.guarantee", "at_least_once").processingGuarantee())
                .isSameAs(ProcessingGuarantee.AT_LEAST_ONCE);
        assertThat(of("generation.selection", "as-of").selection()).isSameAs(Selection.AS_OF);
        assertThat(of().trainer().promotion()).isSameAs(Promotion.AUTOMATIC);
        assertThat(of("trainer.promotion", "manual").trainer().promotion()).isSameAs(Promotion.MANUAL);
        assertThat(of("trainer.window.sample", "reservoir").trainer().window().sample())
                .isSameAs(WindowSample.RESERVOIR);
        assertThatThrownBy(() -> of("trainer.promotion", "never"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("trainer.promotion")
                .hasMessageContaining("automatic, trial, manual");
    }

    @Test
    void theTrainersSettingsAreThoseOfItsKeys() {
        TrainerSettings trainer = of(
                        "trainer.interval.ms", "1001",
                        "trainer.new.records", "1002",
                        "trainer.window.records", "1003",
                        "trainer.window.ms", "1004",
                        "trainer.min.records", "1005",
                        "trainer.seed", "1006",
                        "trainer.budget.ms", "1007",
                        "trainer.files", "archive",
                        "trainer.options", "preset=fast,fits=2",
                        "trainer.warm.start", "false",
                        "trainer.heldout.share", "0.11",
                        "trainer.mask.rate", "0.12",
                        "trainer.promotion.min.gain", "0.13",
                        "trainer.promotion.min.z", "0.14",
                        "trainer.trial.records", "1008",
                        "trainer.drift.records", "1009",
                        "trainer.drift.min.rise", "0.15",
                        "trainer.drift.min.z", "0.16",
                        "trainer.watch.records", "1010")
                .trainer();
        assertThat(trainer.schedule()).isEqualTo(new TrainerSettings.Schedule(1001, 1002));
        assertThat(trainer.window())
                .isEqualTo(new TrainerSettings.Window(
                        Optional.of(Path.of("archive")), 1003, WindowSample.NEWEST, 1006, 1004, 1005));
        assertThat(trainer.fit().warmStart()).isFalse();
        assertThat(trainer.fit().settings().seed()).isEqualTo(1006);
        assertThat(trainer.fit().settings().budget()).hasMillis(1007);
        assertThat(trainer.fit().settings().options()).isEqualTo(Map.of("preset", "fast", "fits", "2"));
        assertThat(trainer.contest()).isEqualTo(new TrainerSettings.Contest(0.11, 0.12, 0.13, 0.14));
        assertThat(trainer.trialRecords()).isEqualTo(1008);
        assertThat(trainer.drift()).isEqualTo(new TrainerSettings.Drift(1009, 0.15, 0.16));
        assertThat(trainer.watchRecords()).isEqualTo(1010);
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
        assertThat(config.http().port()).isEqualTo(3);
        assertThat(config.servingSettings().scoreShare()).isEqualTo(0.5);
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
                .hasMessageContaining("does not exist");
    }

    @Test
    void sentinelsStandForEveryFieldOrOne() {
        List<Sentinel> sentinels =
                of("impute.sentinels", "-999, temp:-200").mappingRules().sentinels();
        assertThat(sentinels).containsExactly(new Sentinel("", -999), new Sentinel("temp", -200));
        assertThat(sentinels.get(1).covers("temp")).isTrue();
        assertThat(sentinels.get(1).covers("humidity")).isFalse();
    }

    @Test
    void theStateFolderIsNotATemporaryOne() {
        assertThat(Path.of(of().stateDir())).isEqualTo(Path.of(System.getProperty("user.home"), ".lacuna", "state"));
    }

    @Test
    void whatKubernetesSaysOfAServiceIsNoConfiguration() {
        Map<String, String> pod = new HashMap<>(Map.of(
                "LACUNA_SERVICE_HOST", "10.0.0.7",
                "LACUNA_SERVICE_PORT", "8088",
                "LACUNA_SERVICE_PORT_HTTP", "8088",
                "LACUNA_PORT", "tcp://10.0.0.7:8088",
                "LACUNA_PORT_8088_TCP", "tcp://10.0.0.7:8088",
                "LACUNA_PORT_8088_TCP_PROTO", "tcp",
                "LACUNA_PORT_8088_TCP_PORT", "8088",
                "LACUNA_PORT_8088_TCP_ADDR", "10.0.0.7",
                "LACUNA_HTTP_PORT", "tcp://10.0.0.8:80",
                "LACUNA_INPUT_TOPIC", "sensors"));
        LacunaConfig config = LacunaConfig.load(null, pod, Map.of());
        assertThat(config.inputTopic()).isEqualTo("sensors");
        assertThat(config.http().port()).isEqualTo(8088);
        pod.put("LACUNA_HTTP_PORT", "9000");
        assertThat(LacunaConfig.load(null, pod, Map.of()).http().port()).isEqualTo(9000);
        pod.put("LACUNA_PORTS", "8088");
        assertThatThrownBy(() -> LacunaConfig.load(null, pod, Map.of())).hasMessageContaining("key 'ports'");
    }

    @Test
    void rangesAndTheFilledValueAreRead() {
        LacunaConfig config = of("impute.bounds", "humidity=0:100, rain=0:,temp=:", "impute.fill", "median");
        assertThat(config.bounds())
                .containsOnly(
                        Map.entry("humidity", new Support(0, 100)),
                        Map.entry("rain", new Support(0, Double.POSITIVE_INFINITY)),
                        Map.entry("temp", Support.REALS));
        assertThat(config.servingSettings().fill()).isEqualTo(FillRule.MEDIAN);
        assertThat(config.servingSettings().bounds()).isEqualTo(config.bounds());
        assertThatThrownBy(() -> of("impute.bounds", "humidity"))
                .hasMessageContaining("write a field and a range (humidity=0:100)");
        assertThatThrownBy(() -> of("impute.bounds", "humidity=9:1"))
                .hasMessageContaining("the lower limit must not be above the upper one");
        assertThatThrownBy(() -> of("impute.fill", "average")).hasMessageContaining("impute.fill");
    }

    @Test
    void atomsOfFieldsAreAnOptionOfTheFit() {
        assertThat(of("impute.atoms", "rain=0, score=1:5")
                        .trainer()
                        .fit()
                        .settings()
                        .options())
                .isEqualTo(Map.of("atoms", "rain=0;score=1:5"));
        assertThat(of("impute.atoms", "none", "trainer.method", "gauss-newton+relay-mixture")
                        .trainer()
                        .fit()
                        .settings()
                        .options())
                .isEqualTo(Map.of("relay-mixture.atoms", "none"));
        assertThatThrownBy(() -> of("impute.atoms", "rain"))
                .hasMessageContaining("write a field and its values (score=1:5), or auto, or none");
        assertThatThrownBy(() -> of("impute.atoms", "rain=dry")).hasMessageContaining("impute.atoms");
        assertThatThrownBy(() -> of("impute.atoms", "none,rain=0").trainer()).hasMessageContaining("stand alone");
        assertThatThrownBy(() ->
                        of("impute.atoms", "none", "trainer.method", "svi").trainer())
                .hasMessageContaining("impute.atoms is for the method relay-mixture, not for svi");
        assertThatThrownBy(() -> of("impute.atoms", "none", "trainer.options", "atoms=auto")
                        .trainer())
                .hasMessageContaining("atoms are in trainer.options too");
    }
}
