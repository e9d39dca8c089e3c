package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that hold for the folders of every module. */
class SourceLayoutTest {
    private static final int MOST_LINES = 450;
    private static final int MOST_FILES = 22;

    @Test
    void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
        for (Path folder : sources().stream().map(Path::getParent).collect(Collectors.toSet())) {
            Path info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Files.readString(info)).startsWith("/**").contains("@NullMarked");
        }
    }

    @Test
    void noFileIsTooLongToReadInOneSitting() throws IOException {
        for (Path source : sources()) {
            assertThat(Files.readAllLines(source).size())
                    .as("lines of %s", source)
                    .isLessThanOrEqualTo(MOST_LINES);
        }
    }

    @Test
    void noPackageHoldsMoreThanOneIdea() throws IOException {
        sources().stream()
                .filter(source -> !source.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()))
                .forEach((folder, files) ->
                        assertThat(files).as("files of %s", folder).isLessThanOrEqualTo(MOST_FILES));
    }

    @Test
    void everyTestIsNamedByASentenceInCamelCase() throws IOException {
        Pattern snakeCase = Pattern.compile("\\n    (?:public )?void [a-zA-Z0-9]*_\\w*\\(");
        for (Path source : sources("src/test/java")) {
            assertThat(Files.readString(source)).as("names in %s", source).doesNotContainPattern(snakeCase);
        }
    }

    /** Every source of every module. */
    private static List<Path> sources() throws IOException {
        return sources("src/main/java");
    }

    private static List<Path> sources(String part) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Page.ROOT)) {
            for (Path root : modules.map(module -> module.resolve(part))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(100);
        return sources;
    }
}
