package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lacuna.app.cli.Lacuna;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The commands, options, files and Java code in the documentation exist. */
class PagesTest {

    @TestFactory
    Stream<DynamicTest> everyCommandIsUnderstood() {
        return Page.all().stream()
                .flatMap(page -> Stream.concat(page.commands(Page.RUN), page.commands(Page.READ))
                        .map(command -> dynamicTest(
                                page.path() + ": " + String.join(" ", command),
                                () -> assertThatCode(
                                                () -> Lacuna.commandLine().parseArgs(command.toArray(String[]::new)))
                                        .doesNotThrowAnyException())));
    }

    @Test
    void everyLinkedFileExists() {
        for (Page page : Page.all()) {
            assertThat(page.localLinks())
                    .as(page.path())
                    .allSatisfy(file -> assertThat(file).exists());
        }
        assertThat(Page.README.localLinks()).isNotEmpty();
    }

    /** The build compiles and runs the examples, so it also checks all Java code in the pages. */
    @Test
    void everyJavaBlockIsPartOfAnExample() {
        List<String> sources = exampleSources();
        for (Page page : Page.all()) {
            for (String block : page.blocks(Page.JAVA)) {
                assertThat(sources.stream().anyMatch(source -> source.contains(unindented(block))))
                        .as("%s: part of an example's source:%n%s", page.path(), block)
                        .isTrue();
            }
        }
        assertThat(Page.README.blocks(Page.JAVA)).hasSizeGreaterThanOrEqualTo(3);
    }

    private static List<String> exampleSources() {
        Path examples = Page.ROOT.resolve("examples");
        try (Stream<Path> files = Files.walk(examples)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !examples.relativize(file).toString().contains("target"))
                    .map(PagesTest::read)
                    .map(PagesTest::unindented)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The lines without leading blanks: a page does not repeat the indentation of the source. */
    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "", "\n"));
    }
}
