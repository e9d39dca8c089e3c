package io.lacuna.app.site;

import io.lacuna.app.web.Answer;
import io.lacuna.app.web.WebServer;
import java.util.Map;

/**
 * The files of the pages. They load nothing from other hosts and have no script or style inside, so that the policy that goes
 * with the page forbids everything else.
 */
final class Assets {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, String> FILES = Map.of(
            "style.css", "text/css; charset=utf-8",
            "main.js", SCRIPT,
            "trainer.js", SCRIPT,
            "charts.js", SCRIPT,
            "panels.js", SCRIPT,
            "form.js", SCRIPT,
            "dom.js", SCRIPT,
            "icon.svg", "image/svg+xml");

    private Assets() {}

    /**
     * Serves a page at the root, and the files of all pages beside it.
     *
     * @param name file of the page
     */
    static WebServer serve(WebServer web, String name) {
        Answer page = file(name, "text/html; charset=utf-8")
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("Cross-Origin-Opener-Policy", "same-origin");
        web.get("/", () -> page);
        FILES.forEach((asset, type) -> {
            Answer file = file(asset, type).with("Cross-Origin-Resource-Policy", "same-origin");
            web.get("/page/" + asset, () -> file);
        });
        return web;
    }

    private static Answer file(String name, String type) {
        return Answer.of(200, type, StreamSite.resource("page/" + name)).with("Cache-Control", "no-cache");
    }
}
