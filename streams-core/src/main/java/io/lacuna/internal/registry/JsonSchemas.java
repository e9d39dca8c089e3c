package io.lacuna.internal.registry;

import io.lacuna.internal.registry.SchemaRegistry.UnknownSchemaException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.utils.JacksonMapper;
import org.apache.flink.avro.shaded.com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of a registry, as texts: the client's own classes for them are not in its package. Safe for concurrent use;
 * answers are cached for ever.
 */
final class JsonSchemas {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final String JSON = "JSON";

    private final ConfluentSchemaRegistry registry;
    private final BoundedRestService rest;
    private final RegistrySettings settings;
    private final Map<Object, String> texts = new ConcurrentHashMap<>();
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    JsonSchemas(ConfluentSchemaRegistry registry, BoundedRestService rest, RegistrySettings settings) {
        this.registry = registry;
        this.rest = rest;
        this.settings = settings;
    }

    /** See {@link SchemaRegistry#jsonSchema}. */
    String text(Object id) {
        String known = texts.get(id);
        if (known != null) {
            return known;
        }
        String name = (id instanceof UUID ? "schema GUID " : "schema id ") + id;
        try {
            Map<String, Object> answer =
                    get((id instanceof UUID ? "/schemas/guids/" : "/schemas/ids/") + id, "GET", null);
            if (!JSON.equals(answer.get("schemaType"))) {
                throw new UnknownSchemaException(
                        name + " in the registry " + settings.shownUrls() + " is no JSON Schema", null);
            }
            String text = String.valueOf(answer.get("schema"));
            texts.put(id, text);
            return text;
        } catch (RestClientException answer) {
            if (answer.getStatus() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new UnknownSchemaException(name + " is unknown to the registry " + settings.shownUrls(), answer);
            }
            throw registry.failure("for " + name, answer);
        }
    }

    /** See {@link SchemaRegistry#registerJson}. */
    int register(String subject, String schema) {
        Integer known = ids.get(subject + '\n' + schema);
        if (known != null) {
            return known;
        }
        int id = lookUpOrRegister(
                subject, "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8), body(schema));
        ids.put(subject + '\n' + schema, id);
        return id;
    }

    private int lookUpOrRegister(String subject, String path, byte[] body) {
        try {
            return id(get(path, "POST", body));
        } catch (RestClientException absent) {
            if (absent.getStatus() >= 500) {
                throw registry.failure("for a JSON Schema of subject '" + subject + "'", absent);
            }
        }
        if (!settings.autoRegister()) {
            throw new SchemaRefusedException(
                    "registry " + settings.shownUrls() + " has no such JSON Schema under subject '" + subject
                            + "', and schema.registry.auto.register.schemas is false; register it, or set that to true",
                    null);
        }
        try {
            return id(get(path + "/versions", "POST", body));
        } catch (RestClientException answer) {
            if (answer.getStatus() == HttpURLConnection.HTTP_CONFLICT
                    || answer.getStatus() == 422
                    || answer.getStatus() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw new SchemaRefusedException(
                        "registry " + settings.shownUrls() + " refuses the JSON Schema for subject '" + subject + "': "
                                + ConfluentSchemaRegistry.oneLine(answer)
                                + "; change the schema, the subject's compatibility or the user's rights",
                        answer);
            }
            throw registry.failure("to register a JSON Schema for subject '" + subject + "'", answer);
        }
    }

    private Map<String, Object> get(String path, String method, byte @Nullable [] body) throws RestClientException {
        return registry.ask(() -> rest.httpRequest(path, method, body, RestService.DEFAULT_REQUEST_PROPERTIES, OBJECT));
    }

    private static int id(Map<String, Object> answer) {
        return ((Number) answer.getOrDefault("id", -1)).intValue();
    }

    private static byte[] body(String schema) {
        try {
            return JacksonMapper.INSTANCE.writeValueAsBytes(Map.of("schema", schema, "schemaType", JSON));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
