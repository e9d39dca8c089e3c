package io.lacuna.docs.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pages of the site, by what a reader wants to do. */
final class Contents {
    /** Parts of the site, each with its pages. */
    static final List<Part> PARTS = List.of(
            new Part(
                    "Begin",
                    List.of(page("README.md", "index", "Lacuna"), page("docs/tutorial.md", "Your first topic"))),
            new Part(
                    "How to",
                    List.of(
                            page("docs/json.md", "Fill a topic of JSON"),
                            page("docs/offline.md", "Fill a table"),
                            page("docs/java.md", "Fill records in Java"),
                            page("docs/streams-library.md", "Fill in your own topology"),
                            page("docs/context.md", "Use a key's past"),
                            page("docs/drift.md", "When the data change"),
                            page("docs/multiple-imputation.md", "Pool estimates"),
                            page("docs/sizing.md", "Size a stream"),
                            page("docker/README.md", "docker", "Run in containers"),
                            page("examples/README.md", "examples", "Example projects"))),
            new Part(
                    "Reference",
                    List.of(
                            page("docs/configuration.md", "Configuration"),
                            page("docs/reference.md", "Commands, calls, schemas"),
                            page("docs/metrics.md", "Metrics"),
                            page("docs/stream.md", "The stream"),
                            page("docs/operations.md", "Operations"),
                            page("docs/security.md", "Security"),
                            page("CHANGELOG.md", "changelog", "Changes"))),
            new Part(
                    "Explanation",
                    List.of(
                            page("docs/architecture.md", "Architecture"),
                            page("docs/methods.md", "Methods"),
                            page("docs/accuracy.md", "Accuracy"),
                            page("docs/performance.md", "Performance"),
                            page("docs/papers.md", "Papers"))),
            new Part(
                    "Contribute",
                    List.of(
                            page("CONTRIBUTING.md", "contributing", "Contributing"),
                            page("docs/building.md", "Building"))));

    private Contents() {}

    /** Pages with a common purpose. */
    record Part(String title, List<Entry> pages) {}

    /**
     * A page.
     *
     * @param source its path in the source tree
     * @param name of its HTML file, without the ending
     * @param title in the navigation
     */
    record Entry(String source, String name, String title) {
        String file() {
            return name + ".html";
        }
    }

    private static Entry page(String source, String title) {
        return page(source, source.replaceFirst(".*/", "").replaceFirst("\\.md$", ""), title);
    }

    private static Entry page(String source, String name, String title) {
        return new Entry(source, name, title);
    }

    static List<Entry> pages() {
        List<Entry> all = new ArrayList<>();
        PARTS.forEach(part -> all.addAll(part.pages()));
        return all;
    }

    /** The page that is made of this file. */
    static Optional<Entry> of(String source) {
        return pages().stream().filter(page -> page.source().equals(source)).findFirst();
    }
}
