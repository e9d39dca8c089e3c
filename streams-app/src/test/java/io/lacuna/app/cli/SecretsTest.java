package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.app.cli.option.GuardedOutput;
import io.lacuna.app.config.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret planted in each key that may hold one is in no output of any command, whatever is wrong with it. */
class SecretsTest {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("stream"),
            List.of("train", "--once"),
            List.of("verify"),
            List.of("models", "list"),
            List.of("consume", "--topic", "t"),
            List.of("produce", "--csv", "nowhere.csv", "--topic", "t"));

    private static final List<String> PREFIXES =
            List.of("", "consumer.", "main.consumer.", "restore.consumer.", "global.consumer.", "producer.", "admin.");

    private static final List<String> REGISTRYS = List.of(
            "schema.registry.basic.auth.user.info",
            "schema.registry.bearer.auth.token",
            "schema.registry.bearer.auth.client.secret",
            "schema.registry.ssl.truststore.password",
            "schema.registry.ssl.keystore.password",
            "schema.registry.ssl.key.password",
            "schema.registry.sasl.jaas.config");

    @TempDir
    private Path folder;

    private int planted;

    /** Every key of Kafka's clients whose type is a password, with every prefix. */
    private static Set<String> keys() {
        Set<String> keys = new TreeSet<>(REGISTRYS);
        for (ConfigDef definition :
                List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef())) {
            definition.configKeys().forEach((name, key) -> {
                if (key.type == ConfigDef.Type.PASSWORD) {
                    PREFIXES.forEach(prefix -> keys.add(prefix + name));
                }
            });
        }
        return keys;
    }

    /** Values as people write them, well and badly; each holds the secret. */
    private static List<String> values(String key, String secret) {
        return key.endsWith("jaas.config")
                ? List.of(
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"anna\" password=\""
                                + secret + "\";",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"anna\" password=\""
                                + secret + ";",
                        "PlainLoginModule password=" + secret,
                        secret)
                : key.endsWith("user.info") ? List.of("anna:" + secret, secret) : List.of(secret);
    }

    private String secret() {
        return "s3cret" + planted++ + "X";
    }

    private static List<String> words(List<String> command, String... more) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(more));
        return words;
    }

    private static void assertSilent(List<String> words, String secret) {
        PrintStream before = System.err;
        ByteArrayOutputStream besides = new ByteArrayOutputStream(); // The parser and libraries write there themselves.
        CommandRun run;
        try {
            System.setErr(new PrintStream(besides, true, StandardCharsets.UTF_8));
            run = CommandRun.lacuna(words.toArray());
        } finally {
            System.setErr(before);
        }
        assertThat(run.status()).as(String.join(" ", words)).isNotZero();
        assertThat(run.out() + run.err() + besides.toString(StandardCharsets.UTF_8))
                .as(String.join(" ", words))
                .doesNotContain(secret);
    }

    @Test
    void noSecretOfAnyKeyIsInWhatTheClientsSayOfIt() {
        assertThat(keys()).hasSizeGreaterThan(40).contains("sasl.jaas.config", "producer.ssl.key.password");
        int command = 0;
        for (String key : keys()) {
            String secret = secret();
            for (String value : values(key, secret)) {
                // A protocol that asks for the secret at once, and one that nobody knows.
                String protocol = command / COMMANDS.size() % 2 == 0 ? "SASL_SSL" : "NONE_SUCH";
                assertSilent(
                        words(
                                COMMANDS.get(command++ % COMMANDS.size()),
                                "-D",
                                "bootstrap.servers=not an address",
                                "-D",
                                "schema.registry.url=http://127.0.0.1:1",
                                "-D",
                                "input.topic=t",
                                "-D",
                                "sasl.mechanism=PLAIN",
                                "-D",
                                "security.protocol=" + protocol,
                                "-D",
                                key + "=" + value),
                        secret);
            }
        }
    }

    @Test
    void whatIsWrongWithALoginIsSaidAndTheSecretIsNot() {
        String secret = secret();
        CommandRun run = CommandRun.lacuna(
                "models",
                "list",
                "-D",
                "bootstrap.servers=127.0.0.1:1",
                "-D",
                "input.topic=t",
                "-D",
                "security.protocol=SASL_PLAINTEXT",
                "-D",
                "sasl.mechanism=PLAIN",
                "-D",
                "sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"anna\" password=\""
                        + secret + ";");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out() + run.err())
                .containsIgnoringCase("JAAS")
                .doesNotContain("Failed to create new")
                .doesNotContain(secret);
    }

    @Test
    void userAndPasswordInsideAddressesAreHidden() {
        for (List<String> command : COMMANDS) {
            for (String key : List.of("bootstrap.servers", "schema.registry.url")) {
                String secret = secret();
                String address =
                        key.equals("bootstrap.servers") ? "anna:" + secret + "@host" : "ftp://anna:" + secret + "@h";
                assertSilent(
                        words(command, "-D", "input.topic=t", "-D", "bootstrap.servers=x", "-D", key + "=" + address),
                        secret);
            }
        }
    }

    @Test
    void aSlipOfThePenInKeyOrOptionDoesNotShowTheValue() throws Exception {
        for (List<String> command : COMMANDS) {
            String secret = secret();
            assertSilent(words(command, "-D", "ssl.key.passwort=" + secret, "-D", "x.password=" + secret), secret);
            assertSilent(words(command, "--ssl.key.password=" + secret), secret);
            assertSilent(words(command, "-Dsasl.jaas.confg=a password=\"" + secret), secret);
            Path file = Files.writeString(
                    folder.resolve("lacuna.properties"), "sasl.jaas.config=" + secret + "\nunknown.key=1\n");
            assertSilent(words(command, "--config", file.toString()), secret);
        }
    }

    @Test
    void partsEncodingsAndStackTracesAreHiddenToo() {
        Secrets.learn(Map.of("schema.registry.basic.auth.user.info", "anna:t0psecret"));
        assertThat(Secrets.hide("Authorization: Basic YW5uYTp0MHBzZWNyZXQ= for t0psecret"))
                .isEqualTo("Authorization: Basic [hidden] for [hidden]");
        StringWriter written = new StringWriter();
        new IllegalStateException("outer", new IllegalArgumentException("value t0psecret is wrong"))
                .printStackTrace(GuardedOutput.of(written));
        assertThat(written.toString()).contains("value [hidden] is wrong").doesNotContain("t0psecret");
    }

    @Test
    void aSecretIsKnownFromTheCommandLineBeforeItIsParsed() {
        Secrets.learn(
                "-D", "sasl.jaas.config=X required username=\"anna\" password=\"unc1osed;", "--ssl.key.password=g1ven");
        assertThat(Secrets.hide("Unbalanced quotes in [unc1osed;], password unc1osed, g1ven"))
                .doesNotContain("unc1osed")
                .doesNotContain("g1ven");
    }

    @Test
    void whatIsNoSecretIsShown() {
        Secrets.learn(Map.of(
                "sasl.oauthbearer.token.endpoint.url", "https://tokens.example/ask",
                "ssl.keystore.location", "/etc/keys.jks",
                "input.topic", "sensors"));
        assertThat(Secrets.hide("https://tokens.example/ask /etc/keys.jks sensors"))
                .isEqualTo("https://tokens.example/ask /etc/keys.jks sensors");
    }

    @Test
    void theProcessesOwnOutputsAreGuardedWholeLinesAndUnfinishedOnes() {
        Secrets.learn(Map.of("ssl.key.password", "w0rdOfTheKey"));
        PrintStream before = System.err;
        PrintStream out = System.out;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
            GuardedOutput.ofProcess();
            System.err.print("WARN cannot use w0rd");
            System.err.println("OfTheKey, nor w0rdOfTheKey");
            System.err.print("unfinished w0rdOfTheKey");
            System.err.flush();
            new PrintWriter(System.err, true).println("ends w0rdOfTheKey äöü");
        } finally {
            System.setErr(before);
            System.setOut(out);
        }
        assertThat(caught.toString(StandardCharsets.UTF_8))
                .doesNotContain("w0rdOfTheKey")
                .contains("nor [hidden]", "unfinished [hidden]", "ends [hidden] äöü");
    }
}
