package io.lacuna.app.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real browser with one page, driven through the DevTools protocol. It notes every request that the page makes and every error
 * in its console.
 *
 * <pre>{@code
 * try (Browser browser = Browser.start(executable, folder)) {
 *     browser.open("http://127.0.0.1:8088/");
 *     browser.evaluate("document.title");
 * }
 * }</pre>
 */
public final class Browser implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final int ANSWER_SECONDS = 30;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    private Browser(Process process) throws Exception {
        this.process = process;
        String address = address(process);
        URI list = URI.create("http://" + address + "/json/list");
        JsonNode page = null;
        for (int look = 0; page == null && look < 50; look++) {
            String answer = client.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            for (JsonNode target : json.readTree(answer)) {
                page = target.path("type").asText().equals("page") ? target : page;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        if (page == null) {
            throw new IOException("the browser has no page");
        }
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(page.path("webSocketDebuggerUrl").asText()), new Messages())
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        for (String part : List.of("Page", "Runtime", "Network", "Log")) {
            call(part + ".enable", Map.of());
        }
        call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    }

    /** The executable of a browser on this machine: Chromium or Chrome. */
    public static Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                .flatMap(name -> Stream.of(path.split(":")).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param folder for the browser's profile */
    public static Browser start(Path executable, Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        executable.toString(),
                        "--headless=new",
                        "--no-sandbox", // Tests may run as root, and open only pages of this project.
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--window-size=1280,900",
                        "--user-data-dir=" + folder,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return new Browser(process);
        } catch (Exception failed) {
            process.destroyForcibly();
            throw failed;
        }
    }

    private static String address(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            Matcher found = ADDRESS.matcher(line);
            if (found.find()) {
                Thread rest = new Thread(() -> skip(said), "browser-stderr");
                rest.setDaemon(true);
                rest.start();
                return found.group(1);
            }
        }
        throw new IOException("the browser does not start: " + all);
    }

    private static void skip(BufferedReader said) {
        try {
            said.transferTo(Writer.nullWriter());
        } catch (IOException closed) {
            // The browser has ended.
        }
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void take(String message) {
        try {
            JsonNode told = json.readTree(message);
            if (told.has("id")) {
                CompletableFuture<JsonNode> answer =
                        asked.remove(told.path("id").asInt());
                if (answer != null) {
                    answer.complete(told);
                }
                return;
            }
            JsonNode what = told.path("params");
            switch (told.path("method").asText()) {
                case "Network.requestWillBeSent" ->
                    requests.add(what.path("request").path("url").asText());
                case "Runtime.exceptionThrown" ->
                    errors.add(what.path("exceptionDetails").toString());
                case "Runtime.consoleAPICalled" -> {
                    if (List.of("error", "warning", "assert")
                            .contains(what.path("type").asText())) {
                        errors.add(what.path("args").toString());
                    }
                }
                case "Log.entryAdded" -> {
                    if (what.path("entry").path("level").asText().equals("error")) {
                        errors.add(what.path("entry").toString());
                    }
                }
                default -> {
                    // Other events are not needed.
                }
            }
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** Calls a method of the protocol, and returns its result. */
    public JsonNode call(String method, Map<String, ?> parameters) throws Exception {
        int number = numbers.incrementAndGet();
        ObjectNode message = json.createObjectNode();
        message.put("id", number);
        message.put("method", method);
        message.set("params", json.valueToTree(parameters));
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(number, answer);
        socket.sendText(message.toString(), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        JsonNode told = answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (told.has("error")) {
            throw new IOException(method + ": " + told.path("error"));
        }
        return told.path("result");
    }

    public void open(String url) throws Exception {
        call("Page.navigate", Map.of("url", url));
    }

    /** The value of an expression of the page. */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode result =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** Whether an expression of the page is true. */
    public boolean is(String expression) throws Exception {
        return evaluate("Boolean(" + expression + ")").asBoolean();
    }

    /** Presses a key that is no letter, such as Tab or ArrowLeft. */
    public void press(String key) throws Exception {
        int code =
                Map.of("Tab", 9, "Enter", 13, "ArrowLeft", 37, "ArrowRight", 39).get(key);
        for (String type : List.of("rawKeyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
        }
    }

    public void scheme(String lightOrDark) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", lightOrDark))));
    }

    public void size(int width, int height, boolean phone) throws Exception {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    /** Writes a picture of the whole page. */
    public void picture(Path png) throws Exception {
        JsonNode picture = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        Files.createDirectories(png.toAbsolutePath().getParent());
        Files.write(png, Base64.getDecoder().decode(picture.path("data").asText()));
    }

    /** Addresses of all requests so far. */
    public List<String> requests() {
        return new ArrayList<>(requests);
    }

    /** Errors and warnings of the console so far. */
    public List<String> errors() {
        return new ArrayList<>(errors);
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
