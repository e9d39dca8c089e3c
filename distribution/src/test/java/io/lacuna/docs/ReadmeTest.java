package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lacuna.app.cli.Lacuna;
import io.lacuna.app.config.LacunaConfig;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The README names commands, options and files that exist; {@link ReadmeIT} runs what can be run. */
class ReadmeTest {

    @TestFactory
    Stream<DynamicTest> everyCommandIsUnderstood() {
        List<List<String>> commands = Stream.concat(Readme.commands(Readme.RUN), Readme.commands(Readme.READ))
                .toList();
        assertThat(commands).isNotEmpty();
        return commands.stream()
                .map(command -> dynamicTest(
                        String.join(" ", command),
                        () -> assertThatCode(() -> Lacuna.commandLine().parseArgs(command.toArray(String[]::new)))
                                .doesNotThrowAnyException()));
    }

    @Test
    void theExampleConfigurationHoldsKnownKeysOnly() throws IOException {
        List<String> blocks = Readme.blocks(Readme.PROPERTIES);
        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            Properties properties = new Properties();
            properties.load(new StringReader(block));
            Map<String, String> given = properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, properties::getProperty));

            assertThat(LacunaConfig.of(given).given()).containsAllEntriesOf(given);
        }
    }

    @Test
    void everyLinkedFileExists() {
        assertThat(Readme.localLinks())
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Readme.ROOT.resolve(link)).exists());
    }
}
