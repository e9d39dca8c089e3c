package io.lacuna.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The log's configuration, in a context of its own. */
class LogFormatTest {
    private static String logged(Map<String, String> properties) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        LoggerContext context = new LoggerContext();
        try {
            properties.forEach(context::putProperty);
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
            context.getLogger("io.lacuna.test").info("only {} where it is asked for", "seen");
            context.getLogger("io.lacuna.test").warn("a \"warning\"", new IllegalStateException("why"));
        } finally {
            context.stop();
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void warningsAreTextUnlessSomethingElseIsAskedFor() throws Exception {
        assertThat(logged(Map.of())).contains("WARN ", "a \"warning\"", "why").doesNotContain("only", "{\"");
        assertThat(logged(Map.of("LACUNA_LOG_LEVEL", "INFO"))).contains("only seen where");
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
