package io.lacuna.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The files that {@code mvn -Prelease verify} makes for publication. */
@EnabledIfSystemProperty(named = "lacuna.release", matches = "true")
class ReleaseIT {
    private static final List<String> LIBRARIES = List.of("schemas", "model-core", "model-training", "streams-core");

    private final String archive = System.getProperty("lacuna.archive");
    private final String version = archive.substring(archive.lastIndexOf("lacuna-") + "lacuna-".length());

    @Test
    void bothArchivesHoldTheSameFiles() throws Exception {
        assertThat(lines("tar", "-tzf", "target/" + archive + ".tar.gz"))
                .containsExactlyInAnyOrderElementsOf(entries(Path.of("target", archive + ".zip")));
    }

    @Test
    void checksumsAreThoseOfTheArchives() throws Exception {
        assertThat(lines("sh", "-c", "cd target && sha256sum -c " + archive + ".sha256"))
                .containsExactlyInAnyOrder(archive + ".zip: OK", archive + ".tar.gz: OK");
        assertThat(lines("sh", "-c", "cd target && sha512sum -c " + archive + ".sha512"))
                .containsExactlyInAnyOrder(archive + ".zip: OK", archive + ".tar.gz: OK");
    }

    @Test
    void theBillOfMaterialsNamesEveryLibrary() throws IOException {
        String bill = Files.readString(Path.of("target/bom.json"));
        try (Stream<Path> jars = Files.list(Path.of("target/lacuna/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString())
                            .filter(name -> name.endsWith(".jar"))
                            .map(name -> name.replaceFirst("-[0-9][^-]*(-SNAPSHOT)?.*\\.jar$", "")))
                    .allSatisfy(name -> assertThat(bill).contains("\"" + name + "\""));
        }
        assertThat(entries(Path.of("target", archive + ".zip"))).contains(archive + "/bom.json");
    }

    @Test
    void librariesHaveSourcesAndTheJavadocOfWhatIsPublic() throws IOException {
        for (String library : LIBRARIES) {
            Path jars = Path.of("..", library, "target");
            assertThat(entries(jars.resolve(library + "-" + version + "-sources.jar")))
                    .anyMatch(entry -> entry.endsWith(".java"));
            assertThat(entries(jars.resolve(library + "-" + version + "-javadoc.jar")))
                    .contains("index.html")
                    .noneMatch(entry -> entry.startsWith("io/lacuna/internal"));
        }
    }

    private static Set<String> entries(Path zip) throws IOException {
        try (ZipFile opened = new ZipFile(zip.toFile())) {
            return opened.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static List<String> lines(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
