package io.lacuna.docs.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.docs.site.Contents.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;

/**
 * Renders the Markdown of the source tree as a folder of HTML pages that opens from a file or from any server, with a search
 * over its sections.
 *
 * <pre>{@code
 * new Site(root, "0.1.0").write(Path.of("target/site"));
 * }</pre>
 */
final class Site {
    private static final int SEARCHED_CHARACTERS = 4_000;

    private final Path root;
    private final String version;
    private final Parser parser =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private final List<Map<String, String>> sections = new ArrayList<>();

    /** @param root of the sources */
    Site(Path root, String version) {
        this.root = root;
        this.version = version;
    }

    /** Writes all files of the site; the folder must exist. */
    void write(Path folder) throws IOException {
        sections.clear();
        for (Entry page : Contents.pages()) {
            Files.writeString(folder.resolve(page.file()), html(page));
        }
        for (String asset : List.of("style.css", "search.js")) {
            Files.write(folder.resolve(asset), resource(asset));
        }
        Files.writeString(
                folder.resolve("search-index.js"),
                "window.lacunaSections = " + new ObjectMapper().writeValueAsString(sections) + ";\n");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream file = Objects.requireNonNull(Site.class.getResourceAsStream("/site/" + name), name)) {
            return file.readAllBytes();
        }
    }

    private String html(Entry page) throws IOException {
        Node document = parser.parse(Files.readString(root.resolve(page.source())));
        Map<Heading, String> anchors = anchors(document);
        index(page, document, anchors);
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(List.of(TablesExtension.create()))
                .escapeHtml(true)
                .attributeProviderFactory(context -> attributes(page, anchors))
                .build();
        document.accept(new LocalLinks(page));
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'">
                <title>%s - Lacuna %s</title>
                <link rel="stylesheet" href="style.css">
                <script src="search-index.js" defer></script><script src="search.js" defer></script>
                </head><body>
                <a class="skip" href="#content">Skip to the content</a>
                <nav aria-label="Pages">
                <p><a href="index.html">Lacuna</a> <span class="quiet">%s</span></p>
                <form id="search-form" role="search"><label for="search">Search</label><input id="search" type="search" autocomplete="off"></form>
                <p id="found" class="quiet" role="status"></p><ul id="results" hidden></ul>
                %s</nav>
                <main id="content">
                %s</main>
                </body></html>
                """.formatted(
                escaped(page.title()), escaped(version), escaped(version), navigation(page), renderer.render(document));
    }

    private static String navigation(Entry current) {
        StringBuilder html = new StringBuilder();
        for (Contents.Part part : Contents.PARTS) {
            html.append("<h2>").append(escaped(part.title())).append("</h2><ul>\n");
            for (Entry page : part.pages()) {
                html.append("<li><a href=\"")
                        .append(page.file())
                        .append(page.equals(current) ? "\" aria-current=\"page\">" : "\">")
                        .append(escaped(page.title()))
                        .append("</a></li>\n");
            }
            html.append("</ul>\n");
        }
        return html.toString();
    }

    private static AttributeProvider attributes(Entry page, Map<Heading, String> anchors) {
        return (node, tag, attributes) -> {
            if (node instanceof Heading heading) {
                attributes.put("id", Objects.requireNonNull(anchors.get(heading), page.source()));
            } else if (node instanceof FencedCodeBlock && tag.equals("pre")) {
                attributes.put("tabindex", "0");
            }
        };
    }

    /** Anchors of the headings, as GitHub makes them. */
    private static Map<Heading, String> anchors(Node document) {
        IdGenerator ids = IdGenerator.builder().build();
        Map<Heading, String> anchors = new LinkedHashMap<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                anchors.put(heading, ids.generateId(text(heading).strip().toLowerCase(Locale.ROOT)));
            }
        });
        return anchors;
    }

    /** Adds the sections of a page to the search. */
    private void index(Entry page, Node document, Map<Heading, String> anchors) {
        Map<String, String> section = null;
        StringBuilder words = new StringBuilder();
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                end(section, words);
                section = new LinkedHashMap<>();
                section.put("page", page.title());
                section.put("heading", text(heading));
                section.put("url", page.file() + "#" + anchors.get(heading));
                words = new StringBuilder();
            } else {
                words.append(text(node)).append(' ');
            }
        }
        end(section, words);
    }

    private void end(@Nullable Map<String, String> section, StringBuilder words) {
        if (section != null) {
            String text = words.toString().replaceAll("\\s+", " ").strip().toLowerCase(Locale.ROOT);
            section.put("text", text.substring(0, Math.min(SEARCHED_CHARACTERS, text.length())));
            sections.add(section);
        }
    }

    private static String text(Node node) {
        StringBuilder text = new StringBuilder();
        node.accept(new AbstractVisitor() {
            @Override
            public void visit(Text part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(Code part) {
                text.append(part.getLiteral());
            }

            @Override
            public void visit(SoftLineBreak part) {
                text.append(' ');
            }

            @Override
            public void visit(FencedCodeBlock part) {
                text.append(part.getLiteral()).append(' ');
            }

            @Override
            public void visit(IndentedCodeBlock part) {
                text.append(part.getLiteral()).append(' ');
            }

            @Override
            public void visit(CustomNode part) {
                visitChildren(part);
                text.append(' ');
            }
        });
        return text.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Links between pages lead to their HTML; what is not a page of the site, such as a folder, becomes its text. */
    private static final class LocalLinks extends AbstractVisitor {
        private final Entry page;

        LocalLinks(Entry page) {
            this.page = page;
        }

        @Override
        public void visit(Link link) {
            String target = link.getDestination();
            if (!target.contains("://") && !target.startsWith("#")) {
                String[] parts = target.split("#", 2);
                Path folder = Path.of(page.source()).getParent();
                Path file = (folder == null ? Path.of("") : folder)
                        .resolve(parts[0])
                        .normalize();
                Contents.of(file.toString().replace('\\', '/'))
                        .ifPresentOrElse(
                                found -> link.setDestination(found.file() + (parts.length > 1 ? "#" + parts[1] : "")),
                                () -> becomeText(link));
            }
        }

        private static void becomeText(Link link) {
            Node after = link;
            while (link.getFirstChild() != null) {
                Node child = link.getFirstChild();
                after.insertAfter(child);
                after = child;
            }
            link.unlink();
        }
    }
}
