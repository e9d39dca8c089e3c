package io.lacuna.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README as tests see it: its fenced blocks by their language. */
final class Readme {
    /** Commands that end by themselves and need nothing running: a test runs them. */
    static final String RUN = "sh";

    /** Commands that stay up or need a cluster of the reader's: a test only reads them. */
    static final String READ = "console";

    static final String PROPERTIES = "properties";

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Readme() {}

    static String text() {
        try {
            return Files.readString(ROOT.resolve("README.md"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The blocks fenced with that language, in order. */
    static List<String> blocks(String language) {
        Pattern fence = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$");
        return fence.matcher(text()).results().map(found -> found.group(1)).toList();
    }

    /** The lines of those blocks that call Lacuna, without {@code ./lacuna} and what follows a {@code #}. */
    static Stream<List<String>> commands(String language) {
        return blocks(language).stream()
                .flatMap(String::lines)
                .map(line -> line.replaceFirst("\\s+#.*", "").strip())
                .filter(line -> line.startsWith("./lacuna "))
                .map(line -> List.of(line.substring("./lacuna ".length()).split("\\s+")));
    }

    /** Where its links to files of this repository lead. */
    static Stream<String> localLinks() {
        return Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(text()).results().map((MatchResult link) -> link.group(1));
    }
}
