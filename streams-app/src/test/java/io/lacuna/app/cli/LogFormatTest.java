package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log of a process, by its environment. */
class LogFormatTest {
    /** Logs two lines. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            LogSettings.apply(System.getenv());
            LoggerFactory.getLogger("io.lacuna.test").info("only {} where it is asked for", "seen");
            LoggerFactory.getLogger("io.lacuna.test").warn("a \"warning\"", new IllegalStateException("why"));
        }
    }

    private static String logged(Map<String, String> environment, String... properties) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(List.of(properties));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void warningsAreTextUnlessSomethingElseIsAskedFor() throws Exception {
        // The tests' own configuration would come first.
        String file = "-Dlogback.configurationFile=logback.xml";
        assertThat(logged(Map.of(), file))
                .contains("WARN ", "a \"warning\"", "why")
                .doesNotContain("only", "{\"");
        assertThat(logged(Map.of("LACUNA_LOG_LEVEL", "INFO"), file)).contains("only seen where");
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        String all = logged(Map.of("LACUNA_LOG_FORMAT", "json", "LACUNA_LOG_LEVEL", "INFO"));
        assertThat(all.lines()).hasSize(2);
        for (String line : all.lines().toList()) {
            JsonNode entry = new ObjectMapper().readTree(line);
            assertThat(entry.path("loggerName").asText()).isEqualTo("io.lacuna.test");
            assertThat(entry.path("timestamp").isNumber()).isTrue();
        }
        assertThat(all).contains("\"formattedMessage\":\"only seen where", "\"level\":\"WARN\"", "why");
    }
}
