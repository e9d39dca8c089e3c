package io.lacuna.app.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lacuna.app.cli.Lacuna;
import java.util.List;
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
    void everyLinkedFileExists() {
        assertThat(Readme.localLinks())
                .isNotEmpty()
                .allSatisfy(link -> assertThat(Readme.ROOT.resolve(link)).exists());
    }
}
