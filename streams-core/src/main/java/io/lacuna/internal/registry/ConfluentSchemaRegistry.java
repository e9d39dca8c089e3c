package io.lacuna.internal.registry;

import io.lacuna.internal.registry.BoundedRestService.AnswerTooLongException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.ParsedSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.SchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.RestService;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.entities.SchemaString;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import org.apache.flink.avro.shaded.com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

/**
 * Adapts Confluent's client to {@link SchemaRegistry}. Only this class and {@link BoundedRestService} know the client's
 * relocated names. Safe for concurrent use. Answers about an id or a schema are cached forever, because a registry
 * never changes them; so is the refusal of a schema that exceeds the {@link SchemaLimits}.
 */
final class ConfluentSchemaRegistry implements SchemaRegistry {
    private static final int SUBJECT_UNKNOWN = 40401;
    private static final int VERSION_UNKNOWN = 40402;
    private static final int SCHEMA_UNKNOWN = 40403;
    private static final int CACHED_SCHEMAS = 10_000;
    private static final int CACHED_REFUSALS = 10_000;

    /** The client's word for the registry as a whole. */
    @SuppressWarnings("NullAway") // The client's contract.
    private static final String EVERY_SUBJECT = null;

    private static final TypeReference<SchemaString> SCHEMA = new TypeReference<>() {};

    private final SchemaRegistryClient client;

    /** The client's transport; null for a registry inside this JVM. */
    private final @Nullable BoundedRestService transport;

    /** JSON Schemas; null for a registry inside this JVM. */
    private final @Nullable JsonSchemas json;

    private final RegistrySettings settings;
    /** By id or GUID. */
    private final ConcurrentMap<Object, Schema> schemas = new ConcurrentHashMap<>();

    private final ConcurrentMap<Object, String> refused = new ConcurrentHashMap<>();
    private final ConcurrentMap<Registration, Integer> ids = new ConcurrentHashMap<>();

    private record Registration(String subject, Schema schema) {}

    private ConfluentSchemaRegistry(
            SchemaRegistryClient client, @Nullable BoundedRestService transport, RegistrySettings settings) {
        this.client = client;
        this.transport = transport;
        this.settings = settings;
        json = transport == null ? null : new JsonSchemas(this, transport, settings);
    }

    static ConfluentSchemaRegistry open(RegistrySettings settings) {
        List<SchemaProvider> avroOnly = List.of(new AvroSchemaProvider());
        String mock = settings.mockName();
        if (mock != null) {
            return new ConfluentSchemaRegistry(MockSchemaRegistry.getClientForScope(mock, avroOnly), null, settings);
        }
        try {
            BoundedRestService transport =
                    new BoundedRestService(settings.urls(), settings.limits().maxBytes());
            return new ConfluentSchemaRegistry(
                    new CachedSchemaRegistryClient(transport, CACHED_SCHEMAS, avroOnly, settings.client(), null),
                    transport,
                    settings);
        } catch (RuntimeException setup) {
            throw new RegistryUnavailableException(
                    "the client for the registry " + settings.shownUrls() + " cannot be set up: " + rootMessage(setup)
                            + "; see the schema.registry.* settings",
                    setup);
        }
    }

    @Override
    public String subject(String topic, Schema schema) {
        return settings.naming().subject(topic, schema);
    }

    @Override
    public int register(String subject, Schema schema) {
        Registration registration = new Registration(subject, schema);
        Integer known = ids.get(registration);
        if (known != null) {
            return known;
        }
        AvroSchema avro = new AvroSchema(schema.toString());
        Integer found = lookUp(subject, avro);
        if (found != null) {
            ids.put(registration, found);
            return found;
        }
        if (!settings.autoRegister()) {
            throw new SchemaRefusedException(
                    "registry " + settings.shownUrls() + " has no such schema of '" + schema.getFullName()
                            + "' under subject '" + subject
                            + "', and schema.registry.auto.register.schemas is false; register it, or set that to true",
                    null);
        }
        try {
            int id = ask(() -> client.register(subject, avro));
            ids.put(registration, id);
            return id;
        } catch (RestClientException answer) {
            if (answer.getStatus() == 409 || answer.getStatus() == 422) {
                throw new SchemaRefusedException(
                        "registry " + settings.shownUrls() + " refuses the schema for subject '" + subject + "': "
                                + oneLine(answer) + "; change the schema, the topic or the subject's compatibility",
                        answer);
            }
            if (answer.getStatus() == 403) {
                throw new SchemaRefusedException(
                        "registry " + settings.shownUrls() + " has no such schema of '" + schema.getFullName()
                                + "' under subject '" + subject + "', and this user may not register it: "
                                + oneLine(answer) + "; let somebody else register it, or give the right",
                        answer);
            }
            throw failure("to register a schema for subject '" + subject + "'", answer);
        }
    }

    /** The id of a schema that the subject has: a user who may only read can write records. Null if it is not there. */
    private @Nullable Integer lookUp(String subject, AvroSchema schema) {
        if (transport == null) {
            return null; // Registering costs nothing inside this JVM.
        }
        try {
            return ask(() -> client.getId(subject, schema));
        } catch (RestClientException answer) {
            if (answer.getStatus() >= 500) {
                throw failure("for a schema of subject '" + subject + "'", answer);
            }
            return null;
        }
    }

    @Override
    public Optional<String> compatibility(String subject) {
        try {
            return Optional.of(ask(() -> client.getCompatibility(subject)));
        } catch (RestClientException none) {
            return globalCompatibility();
        }
    }

    private Optional<String> globalCompatibility() {
        try {
            return Optional.of(ask(() -> client.getCompatibility(EVERY_SUBJECT)));
        } catch (RestClientException untold) {
            return Optional.empty();
        }
    }

    @Override
    public boolean setCompatibility(String subject, String rule) {
        try {
            ask(() -> client.updateCompatibility(subject, rule));
            return true;
        } catch (RestClientException refused) {
            return false;
        }
    }

    @Override
    public Schema byId(int id) {
        return schema(id, "schema id " + id, () -> client.getSchemaById(id));
    }

    @Override
    public Schema byGuid(UUID guid) {
        BoundedRestService rest = transport;
        return rest == null
                ? SchemaRegistry.super.byGuid(guid)
                : schema(guid, "schema GUID " + guid, () -> {
                    SchemaString answer = rest.httpRequest(
                            "/schemas/guids/" + guid, "GET", null, RestService.DEFAULT_REQUEST_PROPERTIES, SCHEMA);
                    return client.parseSchema(AvroSchema.TYPE, answer.getSchemaString(), answer.getReferences())
                            .orElseThrow(() -> new IOException("Invalid schema of type " + answer.getSchemaType()));
                });
    }

    /**
     * The schema with an id.
     *
     * @param id a number or a GUID
     * @param name of the id, for messages
     */
    private Schema schema(Object id, String name, Request<ParsedSchema> request) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        String refusal = refused.get(id);
        if (refusal != null) {
            throw tooLarge(id, name, refusal, null);
        }
        try {
            Schema schema = parse(id, name, (AvroSchema) ask(request));
            Schema earlier = schemas.putIfAbsent(id, schema);
            return earlier == null ? schema : earlier;
        } catch (RestClientException answer) {
            if (answer.getErrorCode() == SCHEMA_UNKNOWN
                    || answer.getErrorCode() == SUBJECT_UNKNOWN
                    || id instanceof UUID && answer.getStatus() == 404) {
                throw new UnknownSchemaException(name + " is unknown to the registry " + settings.shownUrls(), answer);
            }
            throw failure("for " + name, answer);
        } catch (TooLongException endless) {
            throw tooLarge(
                    id, name, settings.limits().refuseText(Long.MAX_VALUE).orElseThrow(), endless.getCause());
        } catch (StackOverflowError nested) {
            throw tooLarge(id, name, "it is nested too deeply", null);
        } catch (NotAvroException foreign) {
            throw new UnknownSchemaException(
                    name + " in the registry " + settings.shownUrls() + " is not an Avro schema: "
                            + rootMessage(foreign),
                    foreign);
        }
    }

    @Override
    public Optional<Schema> latest(String subject) {
        try {
            return Optional.of(
                    byId(ask(() -> client.getLatestSchemaMetadata(subject)).getId()));
        } catch (RestClientException answer) {
            if (answer.getErrorCode() == SUBJECT_UNKNOWN || answer.getErrorCode() == VERSION_UNKNOWN) {
                return Optional.empty();
            }
            throw failure("for the latest schema of subject '" + subject + "'", answer);
        }
    }

    @Override
    public void close() {
        if (settings.mockName() != null) {
            return; // Shared by name: others may still use it.
        }
        try {
            client.close();
        } catch (IOException ignored) {
            // Only an idle connection of the client is affected; no data is lost.
        }
    }

    @Override
    public String jsonSchema(Object id) {
        return json == null ? SchemaRegistry.super.jsonSchema(id) : json.text(id);
    }

    @Override
    public int registerJson(String subject, String schema) {
        return json == null ? SchemaRegistry.super.registerJson(subject, schema) : json.register(subject, schema);
    }

    /** One request of the client. */
    interface Request<T> {
        T send() throws IOException, RestClientException;
    }

    /** Sends a request. Repeats it if there is no answer or the server fails, within the settings' limits. */
    <T> T ask(Request<T> request) throws RestClientException {
        long waitMs = settings.retryWaitMs();
        long by = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.requestTimeoutMs());
        if (transport != null) {
            transport.answerBy(by);
        }
        for (int attempt = 0; ; attempt++) {
            boolean inTime = by - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(waitMs);
            boolean last = attempt >= settings.maxRetries() || !inTime;
            try {
                return request.send();
            } catch (RestClientException answer) {
                if (last || answer.getStatus() < 500 && answer.getStatus() != 429) {
                    throw answer;
                }
            } catch (AnswerTooLongException endless) {
                throw new TooLongException(endless);
            } catch (IOException failure) {
                if (String.valueOf(failure.getMessage()).startsWith("Invalid schema")) {
                    throw new NotAvroException(failure); // The client's only sign of another schema type.
                }
                if (last) {
                    throw new RegistryUnavailableException(
                            "registry " + settings.shownUrls() + " does not answer (" + rootMessage(failure)
                                    + "); check that it runs and that schema.registry.url is right",
                            failure);
                }
            }
            pause(waitMs);
            waitMs = Math.min(2 * waitMs, 2_000);
        }
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException(
                    "interrupted while waiting for the registry " + settings.shownUrls(), interrupted);
        }
    }

    RegistryUnavailableException failure(String asked, RestClientException answer) {
        String wayOut = switch (answer.getStatus()) {
            case 401, 403 -> "; check schema.registry.basic.auth.user.info or the token, and the user's rights";
            case 404 -> "; check the path in schema.registry.url";
            default -> "";
        };
        return new RegistryUnavailableException(
                "registry " + settings.shownUrls() + ", request " + asked + ": HTTP " + answer.getStatus() + ": "
                        + oneLine(answer) + wayOut,
                answer);
    }

    private Schema parse(Object id, String name, AvroSchema answer) {
        Schema schema;
        Optional<String> refusal;
        try {
            // The raw schema includes its references. Default values are not validated: that is up to the writer.
            String text = answer.rawSchema().toString();
            schema = new Schema.Parser().setValidateDefaults(false).parse(text);
            refusal = settings.limits()
                    .refuseText(text.length())
                    .or(() -> settings.limits().refuse(schema));
        } catch (RuntimeException malformed) {
            throw new UnknownSchemaException(
                    name + " cannot be read as an Avro schema: " + rootMessage(malformed), malformed);
        }
        if (refusal.isPresent()) {
            throw tooLarge(id, name, refusal.get(), null);
        }
        return schema;
    }

    /** Remembers the refusal of the id, so that later records with it cost no request. */
    private UnknownSchemaException tooLarge(Object id, String name, String refusal, @Nullable Throwable cause) {
        if (refused.size() >= CACHED_REFUSALS) {
            refused.clear();
        }
        refused.put(id, refusal);
        return new UnknownSchemaException(
                name + " in the registry " + settings.shownUrls() + " is refused: " + refusal, cause);
    }

    static String oneLine(RestClientException answer) {
        String message = String.valueOf(answer.getMessage()).replaceAll("\\s+", " ");
        return message.length() <= 300 ? message : message.substring(0, 300) + " ...";
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** Thrown out of {@link #ask}: the answer is longer than any allowed schema. */
    private static final class TooLongException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLongException(IOException cause) {
            super(cause);
        }
    }

    /** Thrown out of {@link #ask}; the caller adds the schema id to the message. */
    private static final class NotAvroException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotAvroException(IOException cause) {
            super(cause);
        }
    }
}
