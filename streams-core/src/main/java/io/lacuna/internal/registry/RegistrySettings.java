package io.lacuna.internal.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Connection settings of a registry, read from a flat configuration such as Kafka passes to a serde. Immutable.
 *
 * <p>{@code schema.registry.url} is one address, or several separated by commas; a later one is used if the earlier
 * ones do not answer. {@code mock://NAME} is a registry inside this JVM, shared by name. Every other key that begins
 * with {@code schema.registry.} is passed to Confluent's client without the prefix, so the client's documented settings
 * work: {@code schema.registry.basic.auth.user.info}, {@code schema.registry.bearer.auth.token}, {@code
 * schema.registry.ssl.truststore.location} and so on. If only credentials are given, their source is inferred.
 *
 * @param urls the addresses, at least one
 * @param client the client's own settings
 * @param maxRetries how often a request without an answer is repeated ({@code schema.registry.max.retries}, default 3)
 * @param retryWaitMs pause before the first repetition, doubled each time ({@code schema.registry.retries.wait.ms},
 *     default 200)
 * @param requestTimeoutMs time limit of one request, repetitions included ({@code schema.registry.request.timeout.ms},
 *     default 10,000)
 * @param limits limits of schemas: the {@code schema.max.*} keys
 * @param naming names subjects ({@code schema.registry.value.subject.name.strategy}, default {@code topic})
 */
record RegistrySettings(
        List<String> urls,
        Map<String, Object> client,
        int maxRetries,
        long retryWaitMs,
        long requestTimeoutMs,
        SchemaLimits limits,
        SubjectNaming naming) {
    static final String PREFIX = "schema.registry.";
    static final String URL = PREFIX + "url";
    static final String MOCK_SCHEME = "mock://";

    private interface Typed {
        Object of(long value);
    }

    /** The client casts these values, so text from a properties file must be converted to the expected type. */
    private static final Map<String, Typed> NUMBERS = Map.of(
            "http.connect.timeout.ms", value -> (int) value,
            "http.read.timeout.ms", value -> (int) value,
            "proxy.port", value -> (int) value,
            "missing.cache.size", value -> (int) value,
            "missing.id.cache.ttl.sec", value -> value,
            "missing.version.cache.ttl.sec", value -> value,
            "missing.schema.cache.ttl.sec", value -> value,
            "bearer.auth.cache.expiry.buffer.seconds", value -> (short) value);

    RegistrySettings {
        urls = List.copyOf(urls);
        client = Map.copyOf(client);
        if (urls.isEmpty()) {
            throw new ConfigException(URL + " has no address; use http://HOST:PORT");
        }
        for (String url : urls) {
            if (!url.matches("(https?|mock)://.+")) {
                throw new ConfigException(
                        URL + ": '" + redact(url) + "' is not an address; use http://HOST:PORT or https://HOST:PORT");
            }
        }
        if (maxRetries < 0 || retryWaitMs < 0) {
            throw new ConfigException(PREFIX + "max.retries and " + PREFIX + "retries.wait.ms must be at least 0");
        }
        if (requestTimeoutMs < 1) {
            throw new ConfigException(PREFIX + "request.timeout.ms must be at least 1");
        }
    }

    /** Whether schemas that a subject does not have are registered. */
    boolean autoRegister() {
        Object set = client.get("auto.register.schemas");
        return set == null || !set.toString().strip().equalsIgnoreCase("false");
    }

    static RegistrySettings read(Map<String, ?> settings) {
        Object url = settings.get(URL);
        if (url == null) {
            throw new ConfigException(URL + " is not set; use http://HOST:PORT");
        }
        Map<String, Object> client = clientSettings(url, settings);
        return new RegistrySettings(
                addresses(url),
                client,
                (int) whole(client, "max.retries", 3),
                whole(client, "retries.wait.ms", 200),
                whole(client, "request.timeout.ms", 10_000),
                SchemaLimits.read(settings),
                SubjectNaming.of(String.valueOf(client.getOrDefault(SubjectNaming.KEY, "topic"))));
    }

    /** The name of the in-JVM registry; null if the addresses are real ones. */
    @Nullable
    String mockName() {
        String first = urls.get(0);
        return first.startsWith(MOCK_SCHEME) ? first.substring(MOCK_SCHEME.length()) : null;
    }

    /** The addresses for a message, without the user and password that a URL may contain. */
    String shownUrls() {
        return String.join(",", urls.stream().map(RegistrySettings::redact).toList());
    }

    private static String redact(String url) {
        return url.replaceFirst("//[^/@]*@", "//");
    }

    private static List<String> addresses(Object url) {
        Stream<?> parts = url instanceof List<?> list
                ? list.stream()
                : Stream.of(url.toString().split(","));
        return parts.map(part -> part.toString().strip())
                .filter(part -> !part.isEmpty())
                .map(part -> part.replaceFirst("/+$", ""))
                .toList();
    }

    private static Map<String, Object> clientSettings(Object url, Map<String, ?> settings) {
        Map<String, Object> client = new HashMap<>();
        // The client's defaults are one minute each; a stream thread must not wait that long for a dead address.
        client.put("http.connect.timeout.ms", 3_000);
        client.put("http.read.timeout.ms", 5_000);
        // Records with the same unknown id often come in bursts; without this cache each of them would cost a
        // request.
        client.put("missing.id.cache.ttl.sec", 2L);
        client.put("missing.cache.size", 1_000);
        settings.forEach((key, value) -> {
            if (key.startsWith(PREFIX) && value != null && !key.equals(URL)) {
                client.put(key.substring(PREFIX.length()), value);
                if (key.startsWith(PREFIX + "ssl.")) {
                    client.put(key, value); // The client reads these with the prefix.
                }
            }
        });
        NUMBERS.forEach((key, type) -> client.computeIfPresent(key, (name, value) -> type.of(whole(client, name, 0))));
        inferSource(client, "basic.auth.user.info", "basic.auth.credentials.source", "USER_INFO");
        inferSource(client, "bearer.auth.token", "bearer.auth.credentials.source", "STATIC_TOKEN");
        if (!client.containsKey("bearer.auth.credentials.source")
                && !redact(url.toString()).equals(url.toString())) {
            client.putIfAbsent("basic.auth.credentials.source", "URL");
        }
        return client;
    }

    private static void inferSource(Map<String, Object> client, String credentials, String source, String value) {
        if (client.containsKey(credentials)) {
            client.putIfAbsent(source, value);
        }
    }

    private static long whole(Map<String, Object> client, String key, long otherwise) {
        Object value = client.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Math.min(Integer.MAX_VALUE, Long.parseLong(value.toString().strip()));
        } catch (NumberFormatException notNumber) {
            throw new ConfigException(PREFIX + key + " is '" + value + "'; make it a whole number");
        }
    }
}
