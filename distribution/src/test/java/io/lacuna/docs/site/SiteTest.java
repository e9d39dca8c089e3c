package io.lacuna.docs.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes the site to {@code target/site}, and checks that its links, anchors and search lead somewhere. */
class SiteTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("target", "site");
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

    @BeforeEach
    void write() throws IOException {
        String version = Pattern.compile("<version>([^<]+)</version>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        new Site(ROOT, version).write(Files.createDirectories(FOLDER));
    }

    private static List<String> found(String page, Pattern pattern) {
        return pattern.matcher(page)
                .results()
                .map(match -> match.group(1).replace("&amp;", "&"))
                .toList();
    }

    @Test
    void everyPageOfTheSourcesIsInTheContents() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            assertThat(docs.filter(file -> file.toString().endsWith(".md")).map(file -> "docs/" + file.getFileName()))
                    .allSatisfy(
                            source -> assertThat(Contents.of(source)).as(source).isPresent());
        }
    }

    @Test
    void everyLinkLeadsToAFileAndAnAnchorOfTheSiteAndNoneToAnotherHostIsLoaded() throws IOException {
        int links = 0;
        for (Contents.Entry entry : Contents.pages()) {
            String page = Files.readString(FOLDER.resolve(entry.file()));
            for (String link : found(page, LINK)) {
                if (link.contains("://")) {
                    assertThat(page).as("only followed, not loaded").doesNotContain("src=\"" + link);
                    continue;
                }
                links++;
                String[] parts = link.split("#", 2);
                Path file = FOLDER.resolve(parts[0].isEmpty() ? entry.file() : parts[0]);
                assertThat(file).as(entry.source() + " links to " + link).exists();
                if (parts.length > 1) {
                    assertThat(Files.readString(file))
                            .as(entry.source() + " links to " + link)
                            .contains("id=\"" + parts[1] + "\"");
                }
            }
        }
        assertThat(links).isGreaterThan(200);
    }

    @Test
    void theSearchHasEverySectionWithAnAddressThatExists() throws IOException {
        String index = Files.readString(FOLDER.resolve("search-index.js"));
        JsonNode sections =
                new ObjectMapper().readTree(index.substring(index.indexOf('['), index.lastIndexOf(']') + 1));
        Set<String> addresses = new TreeSet<>();
        List<String> missing = new ArrayList<>();
        for (JsonNode section : sections) {
            String[] url = section.path("url").asText().split("#", 2);
            if (!Files.readString(FOLDER.resolve(url[0])).contains("id=\"" + url[1] + "\"")) {
                missing.add(section.path("url").asText());
            }
            addresses.add(section.path("url").asText());
        }
        assertThat(missing).isEmpty();
        assertThat(addresses).as("no two sections have one address").hasSize(sections.size());
        assertThat(sections).anySatisfy(section -> {
            assertThat(section.path("url").asText()).startsWith("configuration.html#");
            assertThat(section.path("text").asText()).contains("impute.sentinels");
        });
    }
}
