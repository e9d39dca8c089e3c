package io.lacuna.app.report;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Text of an HTML page that is built from the top down. Everything that is given is text, never markup. Mutable, for one thread. */
final class Html {
    private static final String STYLE = """
            :root{color-scheme:light dark;--text:#1b2530;--ground:#fff;--quiet:#4a5866;--line:#c3ccd5;--one:#1f4e79;--two:#b34700}
            @media(prefers-color-scheme:dark){:root{--text:#e6ecf2;--ground:#12181f;--quiet:#a9b6c3;--line:#3a4652;--one:#7fb8ec;--two:#ffa45c}}
            body{font:16px/1.45 system-ui,sans-serif;color:var(--text);background:var(--ground);max-width:1000px;margin:0 auto;padding:16px}
            table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:8px 0}th,td{padding:3px 12px 3px 0;border-bottom:1px solid var(--line);text-align:left;font-weight:normal}
            thead th{color:var(--quiet)}.n{text-align:right}caption{text-align:left;font-weight:600}.q{color:var(--quiet)}div.w{overflow-x:auto}
            svg{max-width:100%;height:auto;display:block}svg text{fill:var(--text);font-size:12px}.a{fill:var(--one)}.b{fill:none;stroke:var(--two);stroke-width:2}.l{stroke:var(--line)}
            """;

    private final StringBuilder page = new StringBuilder();

    Html(String title) {
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escaped(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escaped(title))
                .append("</h1>\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** A number as in the tables: four places; a dash where there is none. */
    static String number(@Nullable Object value) {
        if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
            return "–";
        }
        return number instanceof Double || number instanceof Float
                ? String.format(Locale.ROOT, "%.4f", number.doubleValue())
                : number.toString();
    }

    Html heading(String text) {
        page.append("<h2>").append(escaped(text)).append("</h2>\n");
        return this;
    }

    Html words(String text) {
        page.append("<p class=\"q\">").append(escaped(text)).append("</p>\n");
        return this;
    }

    /** A table; all columns but the first are numbers. */
    Html table(String caption, List<String> head, List<List<String>> rows) {
        page.append("<div class=\"w\"><table><caption>")
                .append(escaped(caption))
                .append("</caption><thead><tr>");
        for (int c = 0; c < head.size(); c++) {
            page.append(c == 0 ? "<th scope=\"col\">" : "<th scope=\"col\" class=\"n\">")
                    .append(escaped(head.get(c)))
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            page.append("<tr>");
            for (int c = 0; c < row.size(); c++) {
                page.append(c == 0 ? "<th scope=\"row\">" : "<td class=\"n\">")
                        .append(escaped(row.get(c)))
                        .append(c == 0 ? "</th>" : "</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
        return this;
    }

    /** A figure whose markup this package has made. */
    Html figure(String svg) {
        page.append("<figure>").append(svg).append("</figure>\n");
        return this;
    }

    /** The document that all figures are from, as JSON inside the page. */
    String end(String json) {
        return page.append("<script type=\"application/json\" id=\"figures\">\n")
                .append(json.replace("</", "<\\/"))
                .append("\n</script>\n</body></html>\n")
                .toString();
    }
}
