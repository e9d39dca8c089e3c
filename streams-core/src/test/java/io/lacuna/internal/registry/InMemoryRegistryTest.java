package io.lacuna.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.sandbox.registry.InMemoryRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on Lacuna's own server, and its answers to a plain HTTP client. */
class InMemoryRegistryTest extends SchemaRegistryContract {
    private static final Schema ONE =
            SchemaBuilder.record("One").fields().requiredDouble("x").endRecord();
    private static final Schema NEEDS_MORE = SchemaBuilder.record("One")
            .fields()
            .requiredDouble("x")
            .requiredDouble("y")
            .endRecord();

    private static InMemoryRegistry server;

    @BeforeAll
    static void start() throws IOException {
        server = InMemoryRegistry.start(0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    Map<String, ?> settings() {
        return Map.of("schema.registry.url", server.url());
    }

    @Test
    void plainHttpRegistersFindsAndLists() throws Exception {
        JsonNode registered = post("/subjects/plain-value/versions", schema(ONE));
        int id = registered.path("id").asInt();

        assertThat(new Schema.Parser()
                        .parse(get("/schemas/ids/" + id).path("schema").asText()))
                .isEqualTo(ONE);
        assertThat(get("/subjects")).anyMatch(subject -> subject.asText().equals("plain-value"));
        assertThat(get("/subjects/plain-value/versions")).hasToString("[1]");
        JsonNode latest = get("/subjects/plain-value/versions/latest");
        assertThat(latest.path("id").asInt()).isEqualTo(id);
        assertThat(latest.path("version").asInt()).isEqualTo(1);
        assertThat(post("/subjects/plain-value", schema(ONE))).isEqualTo(latest);
        assertThat(get("/schemas/ids/" + id + "/versions").toString())
                .contains("\"subject\":\"plain-value\"", "\"version\":1");
    }

    @Test
    void errorsCarryConfluentsCodes() throws Exception {
        post("/subjects/codes-value/versions", schema(ONE));

        assertThat(code(get("/subjects/none-value/versions/latest"))).isEqualTo(40401);
        assertThat(code(get("/subjects/codes-value/versions/9"))).isEqualTo(40402);
        assertThat(code(get("/subjects/codes-value/versions/zero"))).isEqualTo(42202);
        assertThat(code(get("/schemas/ids/99999"))).isEqualTo(40403);
        assertThat(code(post("/subjects/codes-value", schema(NEEDS_MORE)))).isEqualTo(40403);
        assertThat(code(post("/subjects/codes-value/versions", "{\"schema\":\"{nonsense\"}")))
                .isEqualTo(42201);
        assertThat(code(post("/subjects/codes-value/versions", schema(NEEDS_MORE))))
                .isEqualTo(409);
        assertThat(code(get("/nowhere"))).isEqualTo(404);
        assertThat(code(post("/subjects/codes-value/versions", "no json"))).isEqualTo(400);
        assertThat(code(get("/config/codes-value"))).isEqualTo(40408);
        assertThat(code(put("/config", "{\"compatibility\":\"SOMETIMES\"}"))).isEqualTo(42203);
    }

    @Test
    void compatibilityIsCheckedByTheSubjectsRule() throws Exception {
        post("/subjects/rule-value/versions", schema(ONE));
        String check = "/compatibility/subjects/rule-value/versions/latest?verbose=true";

        JsonNode broken = post(check, schema(NEEDS_MORE));
        assertThat(broken.path("is_compatible").asBoolean()).isFalse();
        assertThat(broken.path("messages").toString()).contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(post(check, schema(ONE)).path("is_compatible").asBoolean()).isTrue();

        put("/config/rule-value", "{\"compatibility\":\"FORWARD\"}");
        assertThat(get("/config/rule-value").path("compatibilityLevel").asText())
                .isEqualTo("FORWARD");
        assertThat(post(check, schema(NEEDS_MORE)).path("is_compatible").asBoolean())
                .isTrue();
    }

    @Test
    void anIncompatibleSchemaIsRefusedInOneLineThatNamesTheSubject() {
        try (SchemaRegistry registry = SchemaRegistries.open(settings())) {
            registry.register("refusing-value", ONE);
            assertThatThrownBy(() -> registry.register("refusing-value", NEEDS_MORE))
                    .isInstanceOf(SchemaRefusedException.class)
                    .hasMessageContaining("refusing-value")
                    .hasMessageContaining("incompatible")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aSchemaThatIsThereIsFoundAndRegisteredOnlyWhereThatIsWanted() {
        Map<String, String> readsOnly =
                new java.util.HashMap<>(Map.of("schema.registry.auto.register.schemas", "false"));
        settings().forEach((key, value) -> readsOnly.put(key, value.toString()));
        try (SchemaRegistry writer = SchemaRegistries.open(settings());
                SchemaRegistry reader = SchemaRegistries.open(readsOnly)) {
            int id = writer.register("kept-value", ONE);
            assertThat(reader.register("kept-value", ONE)).isEqualTo(id);
            assertThatThrownBy(() -> reader.register("kept-value", NEEDS_MORE))
                    .isInstanceOf(SchemaRefusedException.class)
                    .hasMessageContaining("schema.registry.auto.register.schemas is false; register it");
            assertThatThrownBy(() -> reader.register("new-value", ONE)).isInstanceOf(SchemaRefusedException.class);
        }
    }

    @Test
    void aSubjectsRuleIsItsOwnOrTheRegistrys() {
        try (SchemaRegistry registry = SchemaRegistries.open(settings())) {
            assertThat(registry.compatibility("ruled-value")).contains("BACKWARD");
            assertThat(registry.setCompatibility("ruled-value", "NONE")).isTrue();
            assertThat(registry.compatibility("ruled-value")).contains("NONE");
            registry.register("ruled-value", ONE);
            registry.register("ruled-value", NEEDS_MORE);
        }
    }

    @Test
    void theUsersNameAndPasswordReachTheRegistry() throws IOException {
        try (InMemoryRegistry guarded = InMemoryRegistry.start(0, "anna:s3cret:word");
                SchemaRegistry admitted = SchemaRegistries.open(Map.of(
                        "schema.registry.url",
                        guarded.url(),
                        "schema.registry.basic.auth.user.info",
                        "anna:s3cret:word"));
                SchemaRegistry wrong = SchemaRegistries.open(Map.of(
                        "schema.registry.url", guarded.url(), "schema.registry.basic.auth.user.info", "anna:guess"));
                SchemaRegistry nobody = SchemaRegistries.open(Map.of("schema.registry.url", guarded.url()))) {
            assertThat(admitted.byId(admitted.register("guarded-value", ONE))).isEqualTo(ONE);
            for (SchemaRegistry refused : new SchemaRegistry[] {wrong, nobody}) {
                assertThatThrownBy(() -> refused.byId(1))
                        .isInstanceOf(RegistryUnavailableException.class)
                        .hasMessageContaining("401")
                        .hasMessageNotContaining("guess");
            }
        }
    }

    private static String schema(Schema schema) throws IOException {
        return new ObjectMapper().writeValueAsString(Map.of("schema", schema.toString()));
    }

    private static int code(JsonNode error) {
        return error.path("error_code").asInt();
    }

    private static JsonNode get(String path) throws Exception {
        return send(request(path).GET());
    }

    private static JsonNode post(String path, String body) throws Exception {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode put(String path, String body) throws Exception {
        return send(request(path).PUT(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json");
    }

    private static JsonNode send(HttpRequest.Builder request) throws Exception {
        var answer = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        JsonNode body = new ObjectMapper().readTree(answer.body());
        int code = code(body);
        if (code != 0) {
            assertThat(answer.statusCode()).isEqualTo(code > 999 ? code / 100 : code);
        }
        return body;
    }
}
