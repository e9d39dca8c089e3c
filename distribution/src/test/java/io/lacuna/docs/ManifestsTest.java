package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.app.config.LacunaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The kustomize manifests have the fields that a Kubernetes client knows, fit together, and every key of Lacuna in them exists. */
class ManifestsTest {
    private static final Path FOLDER = Page.ROOT.resolve("docker/kubernetes");

    private static List<JsonNode> documents(Path file) throws IOException {
        return KubernetesDocuments.read(Files.readString(file));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyDocumentHasTheFieldsOfItsKind() throws IOException {
        assertThat(files()).hasSizeGreaterThan(8);
        for (Path file : files()) {
            for (JsonNode document : documents(file)) {
                assertThatCode(() -> KubernetesDocuments.check(document))
                        .as(file.toString())
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void aFieldThatIsMisspeltOrOfAnotherTypeIsFound() throws IOException {
        JsonNode deployment = documents(FOLDER.resolve("base/stream.yaml")).get(0);
        ObjectNode spec = (ObjectNode) deployment.path("spec");
        spec.put("replica", 2);
        assertThatThrownBy(() -> KubernetesDocuments.check(deployment)).hasMessageContaining("replica");
        spec.remove("replica");
        spec.put("replicas", "two");
        assertThatThrownBy(() -> KubernetesDocuments.check(deployment)).hasMessageContaining("replicas");
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
                pods += Workloads.assertFits(document);
            }
        }
        assertThat(pods).isEqualTo(3);
    }

    @Test
    void everyKeyExistsAndPortsAreThoseOfTheContainersBesideTheVariablesOfServices() throws IOException {
        Map<String, String> environment = KubernetesDocuments.variables("LACUNA", "LACUNA_STREAM", "LACUNA_TRAINER");
        for (Path file : List.of(FOLDER.resolve("base/config.yaml"), FOLDER.resolve("overlays/example/config.yaml"))) {
            environment.putAll(KubernetesDocuments.data(documents(file).get(0)));
        }
        LacunaConfig config = LacunaConfig.load(null, environment, Map.of());
        assertThat(config.inputTopic()).isEqualTo("sensors");
        List<Integer> ports = new ArrayList<>();
        for (String file : List.of("base/stream.yaml", "base/trainer.yaml")) {
            for (JsonNode document : documents(FOLDER.resolve(file))) {
                ports.addAll(Workloads.ports(document));
            }
        }
        assertThat(ports).containsExactly(config.http().port(), config.http().healthPort(), config.trainerHttpPort());
    }
}
