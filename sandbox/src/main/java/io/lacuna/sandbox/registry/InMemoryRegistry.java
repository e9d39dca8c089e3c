package io.lacuna.sandbox.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.lacuna.sandbox.registry.Subjects.Reference;
import io.lacuna.sandbox.registry.Subjects.Refusal;
import io.lacuna.sandbox.registry.Subjects.Stored;
import io.lacuna.sandbox.registry.Subjects.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A schema registry inside this process that ordinary clients can use over HTTP, for the demo and for tests. It
 * implements the part of Confluent's interface that producers and consumers of Avro need: registering, looking up,
 * schemas by id and GUID, subjects and versions, compatibility rules and checks, with Confluent's error codes. It listens only
 * on the loopback interface. Safe for concurrent use.
 *
 * <p>Limits: Avro, and JSON Schemas without compatibility rules; nothing can be deleted, and everything is lost when it is closed.
 *
 * <pre>{@code
 * try (InMemoryRegistry registry = InMemoryRegistry.start(0)) {
 *     SchemaRegistries.open(Map.of("schema.registry.url", registry.url()));
 * }
 * }</pre>
 */
public final class InMemoryRegistry implements AutoCloseable {
    private static final String JSON = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_REQUEST_BYTES = 4 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Key of Java's HTTP server: whether it sends the parts of an answer as they come. */
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    static {
        // Without it, an answer's body waits until the client acknowledges the header, which it delays by 40 ms.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private final Subjects subjects = new Subjects();
    private final HttpServer server;
    private volatile boolean readOnly;
    private final ExecutorService threads;

    private InMemoryRegistry(HttpServer server) {
        this.server = server;
        this.threads = Executors.newFixedThreadPool(4, task -> {
            Thread thread = new Thread(task, "lacuna-registry");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a registry without authentication.
     *
     * @param port 0 for any free port
     * @throws IOException if the port is taken
     */
    public static InMemoryRegistry start(int port) throws IOException {
        return start(port, null);
    }

    /**
     * Starts a registry. It requires basic authentication if {@code userInfo}, as {@code user:password}, is not null.
     */
    public static InMemoryRegistry start(int port, @Nullable String userInfo) throws IOException {
        return new InMemoryRegistry(HttpServer.create(loopback(port), 0)).started(userInfo);
    }

    /** Starts a registry that speaks only HTTPS, with the key and the trust of this context. */
    public static InMemoryRegistry startTls(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new InMemoryRegistry(server).started(null);
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private InMemoryRegistry started(@Nullable String userInfo) {
        var context = server.createContext("/", this::handle);
        if (userInfo != null) {
            context.setAuthenticator(new BasicAuthenticator("lacuna") {
                @Override
                public boolean checkCredentials(String user, String password) {
                    return userInfo.equals(user + ":" + password);
                }
            });
        }
        server.setExecutor(threads);
        server.start();
        return this;
    }

    /** The address for {@code schema.registry.url}. */
    public String url() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, answer(exchange));
            } catch (Refusal refusal) {
                send(
                        exchange,
                        refusal.status(),
                        Map.of("error_code", refusal.code(), "message", String.valueOf(refusal.getMessage())));
            } catch (RuntimeException broken) {
                send(exchange, 500, Map.of("error_code", 50001, "message", "registry failure: " + broken));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
        byte[] body = answer instanceof Plain plain
                ? plain.text().getBytes(StandardCharsets.UTF_8)
                : MAPPER.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Text that is already JSON. */
    private record Plain(String text) {}

    private Object answer(HttpExchange exchange) throws Refusal, IOException {
        List<String> path = Arrays.stream(
                        exchange.getRequestURI().getRawPath().substring(1).split("/"))
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
        String first = path.get(0);
        return switch (first) {
            case "" -> Map.of();
            case "subjects" -> subjects(exchange, path);
            case "schemas" -> schemas(path);
            case "config" -> config(exchange, path);
            case "mode" -> Map.of("mode", "READWRITE");
            case "compatibility" -> compatibility(exchange, path);
            default -> throw noSuchPath();
        };
    }

    private Object subjects(HttpExchange exchange, List<String> path) throws Refusal, IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        if (path.size() == 1) {
            return subjects.subjects();
        }
        String subject = path.get(1);
        if (path.size() == 2 && post) {
            return described(lookUp(subject, exchange));
        }
        if (path.size() < 3 || !path.get(2).equals("versions")) {
            throw noSuchPath();
        }
        if (path.size() == 3) {
            return post
                    ? Map.of("id", register(subject, exchange))
                    : IntStream.rangeClosed(1, subjects.versionCount(subject)).toArray();
        }
        Version version = subjects.version(subject, path.get(3));
        if (path.size() == 4) {
            return described(version);
        }
        if (path.size() == 5 && path.get(4).equals("schema")) {
            return new Plain(version.schema().toString());
        }
        throw noSuchPath();
    }

    private Object schemas(List<String> path) throws Refusal {
        if (path.size() == 2 && path.get(1).equals("types")) {
            return List.of("AVRO", "JSON");
        }
        if (path.size() == 3 && path.get(1).equals("guids")) {
            return described(subjects.schema(path.get(2)));
        }
        if (path.size() < 3 || !path.get(1).equals("ids")) {
            throw noSuchPath();
        }
        int id;
        try {
            id = Integer.parseInt(path.get(2));
        } catch (NumberFormatException notNumber) {
            throw new Refusal(404, "HTTP 404 Not Found: an id is a whole number");
        }
        return switch (path.size() == 3 ? "" : path.get(3)) {
            case "" -> described(subjects.schema(id));
            case "schema" -> new Plain(subjects.schema(id).text());
            case "subjects" -> subjects.uses(id).keySet();
            case "versions" ->
                subjects.uses(id).entrySet().stream()
                        .map(use -> Map.of("subject", use.getKey(), "version", use.getValue()))
                        .toList();
            default -> throw noSuchPath();
        };
    }

    private Object config(HttpExchange exchange, List<String> path) throws Refusal, IOException {
        String subject = path.size() == 2 ? path.get(1) : null;
        if (path.size() > 2) {
            throw noSuchPath();
        }
        if (exchange.getRequestMethod().equals("PUT")) {
            refuseIfReadOnly();
            String rule = body(exchange).path("compatibility").asText();
            return Map.of("compatibility", subjects.setRule(subject, rule).name());
        }
        if (subject == null) {
            return Map.of("compatibilityLevel", subjects.globalRule().name());
        }
        boolean orGlobal = String.valueOf(exchange.getRequestURI().getQuery()).contains("defaultToGlobal=true");
        Compatibility rule = orGlobal ? subjects.rule(subject) : subjects.ownRule(subject);
        return Map.of("compatibilityLevel", rule.name());
    }

    private Object compatibility(HttpExchange exchange, List<String> path) throws Refusal, IOException {
        if (path.size() != 5
                || !path.get(1).equals("subjects")
                || !path.get(3).equals("versions")
                || !exchange.getRequestMethod().equals("POST")) {
            throw noSuchPath();
        }
        List<String> violations = subjects.violations(path.get(2), path.get(4), schemaText(exchange));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("is_compatible", violations.isEmpty());
        if (String.valueOf(exchange.getRequestURI().getQuery()).contains("verbose=true")) {
            answer.put("messages", violations);
        }
        return answer;
    }

    private static Map<String, Object> described(Version version) {
        Map<String, Object> answer = new LinkedHashMap<>(
                Map.of("subject", version.subject(), "version", version.version(), "id", version.id()));
        String json = Subjects.json(version.schema());
        answer.put("schema", json == null ? version.schema().toString() : json);
        if (json != null) {
            answer.put("schemaType", "JSON");
        }
        return answer;
    }

    private Version lookUp(String subject, HttpExchange exchange) throws IOException, Refusal {
        JsonNode body = avro(exchange);
        return subjects.lookUp(subject, body.path("schema").asText(), references(body), isJson(body));
    }

    private int register(String subject, HttpExchange exchange) throws IOException, Refusal {
        refuseIfReadOnly();
        JsonNode body = avro(exchange);
        return subjects.register(subject, body.path("schema").asText(), references(body), isJson(body));
    }

    private static Map<String, Object> described(Stored stored) {
        Map<String, Object> answer = new LinkedHashMap<>(Map.of("schema", stored.text()));
        if (Subjects.json(stored.schema()) != null) {
            answer.put("schemaType", "JSON");
        }
        if (!stored.references().isEmpty()) {
            answer.put("references", stored.references());
        }
        return answer;
    }

    /**
     * The globally unique id of a schema, which newer serializers write into a header.
     *
     * @param id of the schema
     * @throws IllegalArgumentException if there is no such schema
     */
    public UUID guid(int id) {
        try {
            return subjects.schema(id).guid();
        } catch (Refusal unknown) {
            throw new IllegalArgumentException(unknown.getMessage(), unknown);
        }
    }

    private static List<Reference> references(JsonNode body) {
        List<Reference> references = new ArrayList<>();
        for (JsonNode reference : body.path("references")) {
            references.add(new Reference(
                    reference.path("name").asText(),
                    reference.path("subject").asText(),
                    reference.path("version").asInt()));
        }
        return references;
    }

    /** From now on, whether users may only read. */
    public void setReadOnly(boolean only) {
        readOnly = only;
    }

    private void refuseIfReadOnly() throws Refusal {
        if (readOnly) {
            throw new Refusal(40301, "User is denied operation Write");
        }
    }

    private static String schemaText(HttpExchange exchange) throws IOException, Refusal {
        return avro(exchange).path("schema").asText();
    }

    private static JsonNode avro(HttpExchange exchange) throws IOException, Refusal {
        JsonNode body = body(exchange);
        if (!isJson(body) && !body.path("schemaType").asText("AVRO").equals("AVRO")) {
            throw new Refusal(42201, "Invalid schema: this registry takes only Avro and JSON");
        }
        return body;
    }

    private static boolean isJson(JsonNode body) {
        return body.path("schemaType").asText().equals("JSON");
    }

    private static JsonNode body(HttpExchange exchange) throws IOException, Refusal {
        byte[] bytes = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES);
        try {
            return MAPPER.readTree(bytes);
        } catch (JsonProcessingException malformed) {
            throw new Refusal(400, "the request is not JSON");
        }
    }

    private static Refusal noSuchPath() {
        return new Refusal(404, "HTTP 404 Not Found");
    }
}
