package io.lacuna.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Checks the public API of Lacuna's libraries: few types, all documented, and no change since the last release that
 * CHANGELOG.md does not name. {@code api/MODULE.txt} has the API of the last release.
 */
class PublicApiTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int MOST_TYPES = 40;

    static final List<String> MODULES = PublicApi.MODULES;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @FieldSource("MODULES")
    void changesSinceTheLastReleaseAreNamedInTheChangelog(String module) throws IOException {
        SortedMap<String, SortedSet<String>> present = PublicApi.of(ROOT.resolve(module));
        Path listing = ROOT.resolve("api/" + module + ".txt");
        if (Boolean.getBoolean("lacuna.api.write")) {
            Files.writeString(listing, ApiListing.text(present));
        }
        String unreleased = ApiListing.unreleased(Files.readString(ROOT.resolve("CHANGELOG.md")));

        assertThat(ApiListing.unnamedChanges(ApiListing.read(Files.readString(listing)), present, unreleased))
                .as("changes of the public API of %s that no line under Unreleased in CHANGELOG.md names", module)
                .isEmpty();
    }

    @Test
    void publicTypesAreFew() throws IOException {
        List<Class<?>> types = new ArrayList<>();
        for (String module : MODULES) {
            types.addAll(PublicApi.types(ROOT.resolve(module)));
        }
        assertThat(types).hasSizeBetween(10, MOST_TYPES);
    }

    /** A listing shows what a type declares; members of a hidden parent would be missing from it. */
    @Test
    void noPublicTypeInheritsFromAHiddenOne() throws IOException {
        for (String module : MODULES) {
            for (Class<?> type : PublicApi.types(ROOT.resolve(module))) {
                List<Class<?>> parents = new ArrayList<>(List.of(type.getInterfaces()));
                if (type.getSuperclass() != null) {
                    parents.add(type.getSuperclass());
                }
                assertThat(parents).as("what %s inherits from", type).allSatisfy(parent -> {
                    assertThat(Modifier.isPublic(parent.getModifiers())).isTrue();
                    assertThat(parent.getName()).doesNotContain(".internal.");
                });
            }
        }
    }

    @ParameterizedTest
    @FieldSource("MODULES")
    void everyPublicMemberIsDocumented(String module) throws IOException {
        assertThat(doclint(ROOT.resolve(module).resolve("src/main/java"))).isEmpty();
    }

    /**
     * JDK 17 requires documentation for the parameters of a compact constructor, which the comment of its record has.
     */
    private static boolean isAskedTwice(Diagnostic<? extends JavaFileObject> finding) {
        if (!String.valueOf(finding.getMessage(null)).startsWith("no @param")) {
            return false;
        }
        try {
            String line = finding.getSource()
                    .getCharContent(true)
                    .toString()
                    .lines()
                    .skip(finding.getLineNumber() - 1)
                    .findFirst()
                    .orElse("");
            return line.matches("\\s*public \\w+ \\{");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Findings of javac's check of comments in the public packages below a folder of sources. */
    private List<String> doclint(Path sources) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<Path> files;
        try (Stream<Path> found = Files.walk(sources)) {
            files = found.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !sources.relativize(file).startsWith("io/lacuna/internal"))
                    .toList();
        }
        assertThat(files).isNotEmpty();
        List<String> findings = new ArrayList<>();
        try (StandardJavaFileManager manager = javac.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-Xdoclint:all/protected",
                    "-proc:none",
                    "-implicit:none",
                    "-Xmaxwarns",
                    "1000",
                    "-Xmaxerrs",
                    "1000",
                    "-d",
                    scratch.toString(),
                    "-classpath",
                    System.getProperty("java.class.path"));
            Iterable<? extends JavaFileObject> units = manager.getJavaFileObjectsFromPaths(files);
            javac.getTask(
                            new StringWriter(),
                            manager,
                            finding -> {
                                if (finding.getSource() != null && !isAskedTwice(finding)) {
                                    findings.add(sources.relativize(
                                                    Path.of(finding.getSource().toUri())) + ":"
                                            + finding.getLineNumber() + ": " + finding.getMessage(null));
                                }
                            },
                            options,
                            null,
                            units)
                    .call();
        }
        return findings;
    }
}
