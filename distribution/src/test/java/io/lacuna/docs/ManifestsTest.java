package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.lacuna.app.config.LacunaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The Kubernetes manifests fit together, and every key of Lacuna in them exists. That Kubernetes knows their fields is not checked
 * by its own types: names of fields are compared with a list.
 */
class ManifestsTest {
    private static final Path FOLDER = Page.ROOT.resolve("docker/kubernetes");

    private static final Map<String, String> KINDS = Map.of(
            "Deployment", "apps/v1",
            "Service", "v1",
            "ConfigMap", "v1",
            "PodDisruptionBudget", "policy/v1",
            "CronJob", "batch/v1",
            "ServiceMonitor", "monitoring.coreos.com/v1",
            "Kustomization", "kustomize.config.k8s.io/v1beta1");

    private static final String LABEL = "app.kubernetes.io/";

    /** Names of fields in whose objects names are free. */
    private static final Set<String> FREE = Set.of("labels", "matchLabels", "data", "requests", "limits");

    private static final Set<String> FIELDS = Set.of(
            ("apiVersion kind metadata name labels namespace spec replicas selector matchLabels matchExpressions key operator values strategy"
                            + " type rollingUpdate maxSurge maxUnavailable template automountServiceAccountToken enableServiceLinks"
                            + " terminationGracePeriodSeconds securityContext runAsNonRoot runAsUser runAsGroup fsGroup seccompProfile containers"
                            + " image args envFrom configMapRef secretRef optional ports containerPort startupProbe livenessProbe readinessProbe"
                            + " httpGet path port targetPort initialDelaySeconds periodSeconds timeoutSeconds failureThreshold resources requests"
                            + " limits allowPrivilegeEscalation readOnlyRootFilesystem capabilities drop volumeMounts mountPath volumes emptyDir"
                            + " schedule concurrencyPolicy successfulJobsHistoryLimit failedJobsHistoryLimit jobTemplate backoffLimit restartPolicy"
                            + " endpoints interval images newName newTag count patches pairs data")
                    .split(" "));

    private static final YAMLMapper YAML = YAMLMapper.builder(new YAMLFactory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static List<JsonNode> documents(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(Files.readString(file))) {
            documents.forEachRemaining(all::add);
        }
        return all;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static JsonNode pod(JsonNode document) {
        JsonNode job = document.path("spec").path("jobTemplate");
        return (job.isMissingNode() ? document : job)
                .path("spec")
                .path("template")
                .path("spec");
    }

    private static Set<String> texts(Iterable<JsonNode> from, String field) {
        Set<String> all = new TreeSet<>();
        from.forEach(node -> all.add(node.path(field).asText()));
        return all;
    }

    @Test
    void everyDocumentIsOfAKnownKindAndHasNoFieldThatIsMisspelt() throws IOException {
        assertThat(files()).hasSizeGreaterThan(8);
        for (Path file : files()) {
            for (JsonNode document : documents(file)) {
                String kind = document.path("kind").asText();
                assertThat(KINDS)
                        .as(file.toString())
                        .containsEntry(kind, document.path("apiVersion").asText());
                assertFields(file, document);
            }
        }
    }

    private static void assertFields(Path file, JsonNode node) {
        node.fieldNames().forEachRemaining(name -> {
            if (!name.startsWith(LABEL)) {
                assertThat(FIELDS).as("fields of " + file).contains(name);
            }
            if (!FREE.contains(name) || node.path(name).isArray()) {
                assertFields(file, node.path(name));
            }
        });
        if (node.isArray()) {
            node.forEach(item -> {
                if (item.isObject()) {
                    assertFields(file, item);
                }
            });
        }
    }

    @Test
    void portsProbesVolumesSelectorsAndFilesThatAreNamedExist() throws IOException {
        int pods = 0;
        for (Path file : files()) {
            for (JsonNode document : documents(file)) {
                for (JsonNode resource : document.path("resources")) {
                    assertThat(file.resolveSibling(resource.asText())).exists();
                }
                for (JsonNode patch : document.path("patches")) {
                    assertThat(file.resolveSibling(patch.path("path").asText())).exists();
                }
                JsonNode pod = pod(document);
                for (JsonNode container : pod.path("containers")) {
                    pods++;
                    Set<String> ports = texts(container.path("ports"), "name");
                    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                        JsonNode asked = container.path(probe).path("httpGet");
                        if (!asked.isMissingNode()) {
                            assertThat(ports).contains(asked.path("port").asText());
                            assertThat(asked.path("path").asText()).isIn("/health/live", "/health/ready");
                        }
                    }
                    assertThat(texts(pod.path("volumes"), "name"))
                            .containsAll(texts(container.path("volumeMounts"), "name"));
                    assertThat(container
                                    .path("securityContext")
                                    .path("readOnlyRootFilesystem")
                                    .asBoolean())
                            .isTrue();
                }
                JsonNode selector = document.path("spec").path("selector").path("matchLabels");
                if (document.path("kind").asText().equals("Deployment")) {
                    assertThat(document.path("spec")
                                    .path("template")
                                    .path("metadata")
                                    .path("labels"))
                            .isEqualTo(selector);
                }
            }
        }
        assertThat(pods).isEqualTo(3);
    }

    @Test
    void everyKeyExistsAndPortsAreThoseOfTheContainersBesideTheVariablesOfServices() throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (Path file : List.of(FOLDER.resolve("base/config.yaml"), FOLDER.resolve("overlays/example/config.yaml"))) {
            documents(file)
                    .get(0)
                    .path("data")
                    .fields()
                    .forEachRemaining(
                            key -> environment.put(key.getKey(), key.getValue().asText()));
        }
        for (String service : List.of("LACUNA", "LACUNA_STREAM", "LACUNA_TRAINER")) {
            environment.put(service + "_PORT", "tcp://10.0.0.1:80");
            environment.put(service + "_SERVICE_HOST", "10.0.0.1");
            environment.put(service + "_SERVICE_PORT", "80");
            environment.put(service + "_SERVICE_PORT_HTTP", "80");
            environment.put(service + "_PORT_80_TCP_ADDR", "10.0.0.1");
        }
        LacunaConfig config = LacunaConfig.load(null, environment, Map.of());
        assertThat(config.inputTopic()).isEqualTo("sensors");
        List<Integer> ports = new ArrayList<>();
        for (String file : List.of("base/stream.yaml", "base/trainer.yaml")) {
            for (JsonNode document : documents(FOLDER.resolve(file))) {
                for (JsonNode container : pod(document).path("containers")) {
                    container
                            .path("ports")
                            .forEach(
                                    port -> ports.add(port.path("containerPort").asInt()));
                }
            }
        }
        assertThat(ports).containsExactly(config.http().port(), config.http().healthPort(), config.trainerHttpPort());
    }
}
