package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.app.SharedBroker;
import io.lacuna.app.browser.Browser;
import io.lacuna.app.site.StreamSite;
import io.lacuna.internal.generation.Models;
import io.lacuna.sandbox.process.BrokerCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page of a running stream in a real browser. Pictures of it are in {@code target/pictures}. */
@ExtendWith(SharedBroker.class)
class StreamPageIT {
    static final Path PICTURES = Path.of("target", "pictures");

    /** Text whose contrast with what is behind it is below 4.5 to 1, the least that WCAG 2.2 AA allows. */
    static final String FAINT = """
            (() => {
              const parts = (color) => color.match(/[\\d.]+/g).map(Number);
              const light = (color) => parts(color).slice(0, 3).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
              const behind = (element) => {
                for (let at = element; at; at = at.parentElement) {
                  const color = getComputedStyle(at).backgroundColor;
                  if (!(parts(color).length === 4 && parts(color)[3] === 0)) { return color; }
                }
                return 'rgb(255, 255, 255)';
              };
              const faint = [];
              for (const element of document.querySelectorAll('body *')) {
                const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
                if (!text || element.closest('noscript,datalist') || element.getClientRects().length === 0) { continue; }
                const style = getComputedStyle(element);
                const [one, other] = [light(element instanceof SVGElement ? style.fill : style.color), light(behind(element))].sort((a, b) => b - a);
                if ((one + 0.05) / (other + 0.05) < 4.5) { faint.push(element.tagName + ' ' + element.textContent.slice(0, 30)); }
              }
              return faint;
            })()""";

    /** Controls and pictures without a name for a screen reader. */
    static final String NAMELESS = """
            [...document.querySelectorAll('input,textarea,select,button,a,svg[role=img],canvas,[tabindex]')].filter((element) =>
              !element.getAttribute('aria-label') && !element.labels?.length && !element.textContent.trim()).map((element) => element.outerHTML.slice(0, 80))""";

    @TempDir
    private Path folder;

    static void until(Browser browser, String expression) {
        await(expression)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> browser.is(expression));
    }

    static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(text -> all.add(text.asText()));
        return all;
    }

    @Test
    void theRecordsOfAKeyTheTakeoverAndTheFormAreSeenWithoutAnErrorOrAnotherHost(BrokerCluster broker)
            throws Exception {
        Optional<Path> executable = Browser.find();
        assumeTrue(executable.isPresent(), "no Chromium or Chrome on the PATH: the page is not tested in a browser");
        Map<String, String> keys = Map.of("scores.share", "1", "scores.mask.rate", "0.5");
        try (Pipeline pipeline = new Pipeline(broker, folder.resolve("state"), keys)) {
            pipeline.publishFirst(Models.remembering(20));
            sendOfTwoKeys(pipeline, 0, 40);
            try (StreamApp app = pipeline.start();
                    StreamSite site = StreamSite.open(pipeline.config, app, pipeline.registry);
                    Browser browser = Browser.start(executable.get(), folder.resolve("profile"))) {
                String address = "http://127.0.0.1:" + site.port() + "/";
                browser.open(address);
                until(browser, "document.querySelectorAll('#series figure').length === 5");
                until(browser, "document.getElementById('readiness').textContent === 'ready, generation 1'");
                assertThat(browser.is(path("temp", "observed"))).isTrue();
                assertThat(browser.is(path("temp", "past")))
                        .as("filled with the key's past")
                        .isTrue();
                assertThat(browser.is(path("temp", "band"))).isTrue();
                assertThat(browser.is(path("humidity", "band")))
                        .as("never missing")
                        .isFalse();

                pipeline.publish(Models.sensors(30));
                until(
                        browser,
                        "document.querySelector('#timeline li')?.dataset.generation === '2'"
                                + " && document.querySelector('#timeline li').dataset.state === 'active'");
                sendOfTwoKeys(pipeline, 40, 60);
                until(browser, "document.querySelector('figure[data-feature=temp] line.take')");
                assertThat(browser.is(path("temp", "alone")))
                        .as("filled by the model alone")
                        .isTrue();
                until(browser, "document.querySelectorAll('#by-generation tr').length === 2");
                assertThat(browser.is("document.querySelectorAll('#by-feature tr').length >= 4"))
                        .isTrue();
                assertThat(browser.is("document.querySelectorAll('#patterns tr').length >= 2"))
                        .isTrue();

                theFormFills(browser);
                anotherKeyIsShown(browser);
                everythingHasAName(browser);
                theKeyboardReachesEverything(browser);
                bothSchemesAndAPhoneAreReadable(browser);
                // The browser itself reports the refusal that the form asked for.
                assertThat(browser.errors())
                        .filteredOn(error -> !(error.contains("/api/impute") && error.contains("status of 400")))
                        .isEmpty();
                assertThat(browser.requests())
                        .isNotEmpty()
                        .allSatisfy(url -> assertThat(url).startsWith(address));
            }
        }
    }

    private static String path(String feature, String kind) {
        return "document.querySelector('figure[data-feature=" + feature + "] path." + kind
                + "').getAttribute('d').length > 10";
    }

    private static void sendOfTwoKeys(Pipeline pipeline, int from, int to) {
        for (int i = from; i < to; i++) {
            pipeline.send(
                    i % 4 == 3 ? "other" : "key",
                    1_700_000_000_000L + 60_000L * i,
                    StreamFixture.sensor(
                            i % 3 == 0 ? null : 20.0 + i % 5, 50f + i % 7, i % 5 == 0 ? null : 7, i % 2 == 0, "on"));
        }
        pipeline.flush();
    }

    private static void theFormFills(Browser browser) throws Exception {
        browser.evaluate("document.getElementById('example').click()");
        assertThat(browser.evaluate("JSON.parse(document.getElementById('record').value)")
                        .has("humidity"))
                .isTrue();
        browser.evaluate("document.getElementById('record').value = '{\"temp\":null,\"humidity\":48.5}';"
                + " document.querySelector('#fill button').click()");
        until(browser, "document.querySelector('#answer tbody tr th')?.textContent === 'temp'");
        assertThat(browser.evaluate("document.querySelector('#answer tbody tr td').textContent")
                        .asText())
                .isEqualTo("30");
        browser.evaluate("document.getElementById('record').value = '{\"temp\":\"warm\"}';"
                + " document.querySelector('#fill button').click()");
        until(browser, "document.getElementById('refused').textContent.includes(\"field 'temp'\")");
    }

    private static void anotherKeyIsShown(Browser browser) throws Exception {
        browser.evaluate("document.getElementById('key').value = 'other';"
                + " document.querySelector('#choice button').click()");
        until(browser, "document.getElementById('shown').textContent.includes(' of other;')");
        assertThat(texts(browser.evaluate("[...document.querySelectorAll('#keys option')].map((one) => one.value)")))
                .containsExactly("key", "other");
    }

    private static void everythingHasAName(Browser browser) throws Exception {
        browser.evaluate("document.getElementById('newest').open = true");
        until(browser, "document.querySelectorAll('#newest-cells tr').length === 5");
        assertThat(texts(browser.evaluate(NAMELESS))).isEmpty();
        assertThat(browser.is("document.documentElement.lang && document.querySelectorAll('h1').length === 1"
                        + " && document.querySelector('main') && document.querySelector('nav[aria-label]')"
                        + " && [...document.querySelectorAll('table')].every((table) => table.caption)"))
                .isTrue();
    }

    private static void theKeyboardReachesEverything(Browser browser) throws Exception {
        browser.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)");
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            browser.press("Tab");
            reached.add(browser.evaluate("document.activeElement.id || document.activeElement.className.baseVal"
                            + " || document.activeElement.className || document.activeElement.textContent")
                    .asText());
        }
        assertThat(reached).contains("skip", "State", "key", "filter", "all", "chart", "record", "example", "by");
        browser.evaluate("document.querySelector('figure[data-feature=temp] svg').focus()");
        browser.press("ArrowLeft");
        assertThat(browser.evaluate("document.querySelector('figure[data-feature=temp] output').textContent")
                        .asText())
                .contains("generation 2");
    }

    private static void bothSchemesAndAPhoneAreReadable(Browser browser) throws Exception {
        for (String scheme : List.of("light", "dark")) {
            browser.scheme(scheme);
            assertThat(texts(browser.evaluate(FAINT)))
                    .as("faint text, " + scheme)
                    .isEmpty();
            browser.picture(PICTURES.resolve("page-" + scheme + ".png"));
        }
        browser.size(390, 844, true);
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .as("width of the page on a phone")
                .isLessThanOrEqualTo(390);
        browser.picture(PICTURES.resolve("page-phone.png"));
    }
}
