package io.lacuna.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, as its fenced blocks by language.
 *
 * @param path relative to the root of the sources
 */
record Page(String path) {
    /** Commands that end by themselves and need no running service: a test runs them. */
    static final String RUN = "sh";

    /** Commands that keep running or need a cluster: a test only reads them. */
    static final String READ = "console";

    static final String PROPERTIES = "properties";

    static final String JAVA = "java";

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final Page README = new Page("README.md");

    /** The README, every page of {@code docs}, and the pages they link to. */
    static List<Page> all() {
        List<Page> pages = new ArrayList<>(List.of(
                README, new Page("CONTRIBUTING.md"), new Page("docker/README.md"), new Page("examples/README.md")));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .forEach(page -> pages.add(new Page("docs/" + page.getFileName())));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return pages;
    }

    String text() {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The blocks with this language, in order. */
    List<String> blocks(String language) {
        Pattern fence = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$");
        return fence.matcher(text()).results().map(found -> found.group(1)).toList();
    }

    /** The lines of these blocks that call Lacuna, without {@code ./lacuna} and without comments after {@code #}. */
    Stream<List<String>> commands(String language) {
        return blocks(language).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                .filter(line -> line.startsWith("./lacuna "))
                .map(line -> List.of(line.substring("./lacuna ".length()).split("\\s+")));
    }

    /** The files of the source tree that its links point to. */
    Stream<Path> localLinks() {
        Path folder = ROOT.resolve(path).getParent();
        return Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)")
                .matcher(text())
                .results()
                .map((MatchResult link) -> folder.resolve(link.group(1)).normalize());
    }
}
