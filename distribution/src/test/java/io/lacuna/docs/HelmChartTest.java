package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import io.lacuna.app.config.LacunaConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart, rendered by Helm itself: its documents have the fields of their kinds, fit together, and every key exists. */
class HelmChartTest {
    private static final Path CHART = Page.ROOT.resolve("docker/helm/lacuna");

    private static final List<String> CASES = List.of(
            "",
            "trainer: {kind: cronjob}",
            "trainer: {kind: none}",
            "stream: {volume: {size: 20Gi, storageClass: fast}}",
            "stream: {volume: {size: 20Gi}, staticSessionMs: '45000'}",
            "monitor: {enabled: true, labels: {release: prometheus}}",
            "autoscaling: {enabled: true, maxReplicas: 12}",
            "{secret: lacuna-secrets, image: {tag: '1.0', pullSecrets: [registry]}, stream: {nodeSelector: {disk: ssd},"
                    + " tolerations: [{key: streams, operator: Exists}]}}");

    @TempDir
    private Path folder;

    /** Helm's library has native code for the platforms that the build runs on. */
    @BeforeAll
    static void onlyWhereHelmHasNativeCode() {
        assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
        assumeThat(System.getProperty("os.arch")).isIn("amd64", "x86_64");
    }

    private List<JsonNode> render(String values) throws IOException {
        TemplateCommand template = new Helm(CHART).template().withName("plant").withNamespace("sensors");
        Path file = folder.resolve("values.yaml");
        Files.writeString(file, values.isEmpty() ? "{}" : values);
        return KubernetesDocuments.read(template.withValuesFile(file).call());
    }

    private static JsonNode only(List<JsonNode> documents, String kind, String name) {
        List<JsonNode> found = documents.stream()
                .filter(document -> KubernetesDocuments.kind(document).equals(kind)
                        && document.path("metadata").path("name").asText().equals(name))
                .toList();
        assertThat(found).as(kind + " " + name).hasSize(1);
        return found.get(0);
    }

    private static boolean has(List<JsonNode> documents, String kind) {
        return documents.stream()
                .anyMatch(document -> KubernetesDocuments.kind(document).equals(kind));
    }

    @Test
    void helmFindsNothingToComplainAbout() {
        LintResult result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void everyDocumentHasTheFieldsOfItsKindAndFitsTogetherWithAnyValues() throws IOException {
        for (String values : CASES) {
            List<JsonNode> documents = render(values);
            int containers = 0;
            for (JsonNode document : documents) {
                assertThatCode(() -> KubernetesDocuments.check(document))
                        .as(values + ": " + document)
                        .doesNotThrowAnyException();
                containers += Workloads.assertFits(document);
            }
            assertThat(containers).as(values).isEqualTo(values.contains("kind: none") ? 1 : 2);
        }
    }

    @Test
    void everyKeyExistsAndPortsAreThoseOfTheContainersBesideTheVariablesOfServices() throws IOException {
        List<JsonNode> documents =
                render("{config: {context.store: rocksdb, impute.exclude: 'a,b', scores.share: 0.1}}");
        Map<String, String> environment = KubernetesDocuments.variables("LACUNA", "LACUNA_STREAM", "PLANT_STREAM");
        environment.putAll(KubernetesDocuments.data(only(documents, "v1 ConfigMap", "plant-config")));
        assertThat(environment)
                .containsEntry("LACUNA_CONTEXT_STORE", "rocksdb")
                .containsEntry("LACUNA_NUM_STREAM_THREADS", "2")
                .containsEntry("LACUNA_LOG_FORMAT", "json");
        LacunaConfig config = LacunaConfig.load(null, environment, Map.of());
        List<Integer> ports = new ArrayList<>();
        documents.forEach(document -> ports.addAll(Workloads.ports(document)));
        assertThat(ports)
                .containsExactlyInAnyOrder(config.http().port(), config.http().healthPort(), config.trainerHttpPort());
        assertThat(KubernetesDocuments.pod(only(documents, "apps/v1 Deployment", "plant-stream"))
                                .path("terminationGracePeriodSeconds")
                                .asLong()
                        * 1_000)
                .isGreaterThan(config.shutdownTimeoutMs());
    }

    @Test
    void aStaticMemberHasTheNameOfItsPodAndASessionLongerThanARestart() throws IOException {
        JsonNode stream = only(
                render("stream: {volume: {size: 20Gi}, staticSessionMs: '45000'}"),
                "apps/v1 StatefulSet",
                "plant-stream");
        JsonNode variables =
                KubernetesDocuments.pod(stream).path("containers").path(0).path("env");
        assertThat(variables
                        .path(0)
                        .path("valueFrom")
                        .path("fieldRef")
                        .path("fieldPath")
                        .asText())
                .isEqualTo("metadata.name");
        Map<String, String> environment = Map.of(
                variables.path(0).path("name").asText(),
                "plant-stream-0",
                variables.path(1).path("name").asText(),
                variables.path(1).path("value").asText());
        assertThat(LacunaConfig.load(null, environment, Map.of()).given())
                .containsEntry("group.instance.id", "plant-stream-0")
                .containsEntry("session.timeout.ms", "45000");
    }

    @Test
    void theValuesChooseTheWorkloads() throws IOException {
        List<JsonNode> nightly = render("trainer: {kind: cronjob, schedule: '5 1 * * *'}");
        JsonNode job = only(nightly, "batch/v1 CronJob", "plant-trainer");
        assertThat(job.path("spec").path("schedule").asText()).isEqualTo("5 1 * * *");
        assertThat(KubernetesDocuments.pod(job).path("containers").path(0).path("args"))
                .extracting(JsonNode::asText)
                .containsExactly("train", "--once");

        assertThat(has(render("stream: {volume: {size: 20Gi}}"), "apps/v1 StatefulSet"))
                .isTrue();
        assertThat(has(render(""), "keda.sh/v1alpha1 ScaledObject")).isFalse();

        List<JsonNode> scaled = render("autoscaling: {enabled: true, waiting: 500}");
        assertThat(only(scaled, "apps/v1 Deployment", "plant-stream")
                        .path("spec")
                        .has("replicas"))
                .as("a number of replicas would undo the autoscaler's at each upgrade")
                .isFalse();
        assertThat(only(scaled, "keda.sh/v1alpha1 ScaledObject", "plant-stream")
                        .path("spec")
                        .path("triggers")
                        .path(0)
                        .path("metadata")
                        .path("query")
                        .asText())
                .contains("lacuna_waiting", "plant-stream");
    }

    @Test
    void aValueThatIsMisspeltOrSetTwiceIsRefused() {
        assertThatThrownBy(() -> render("stream: {replica: 3}")).hasMessageContaining("replica");
        assertThatThrownBy(() -> render("{config: {http.port: 9000}}")).hasMessageContaining("http.port");
    }
}
