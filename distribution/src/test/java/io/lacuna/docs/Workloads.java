package io.lacuna.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must fit together in a document that starts pods. */
final class Workloads {
    private Workloads() {}

    /**
     * Fails unless probes name ports and paths that exist, mounts name volumes, the root file system is read-only and a selector
     * matches the pods.
     *
     * @return the number of its containers
     */
    static int assertFits(JsonNode document) {
        JsonNode pod = KubernetesDocuments.pod(document);
        for (JsonNode container : pod.path("containers")) {
            Set<String> ports = KubernetesDocuments.texts(container.path("ports"), "name");
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                JsonNode asked = container.path(probe).path("httpGet");
                if (!asked.isMissingNode()) {
                    assertThat(ports).contains(asked.path("port").asText());
                    assertThat(asked.path("path").asText()).isIn("/health/live", "/health/ready");
                }
            }
            Set<String> volumes = new TreeSet<>(KubernetesDocuments.texts(pod.path("volumes"), "name"));
            document.path("spec")
                    .path("volumeClaimTemplates")
                    .forEach(claim ->
                            volumes.add(claim.path("metadata").path("name").asText()));
            assertThat(volumes).containsAll(KubernetesDocuments.texts(container.path("volumeMounts"), "name"));
            assertThat(container
                            .path("securityContext")
                            .path("readOnlyRootFilesystem")
                            .asBoolean())
                    .isTrue();
            assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
        }
        JsonNode selector = document.path("spec").path("selector").path("matchLabels");
        if (!pod.isMissingNode() && !selector.isMissingNode()) {
            assertThat(document.path("spec").path("template").path("metadata").path("labels"))
                    .isEqualTo(selector);
        }
        return pod.path("containers").size();
    }

    /** The ports of its containers, in order. */
    static List<Integer> ports(JsonNode document) {
        List<Integer> ports = new ArrayList<>();
        for (JsonNode container : KubernetesDocuments.pod(document).path("containers")) {
            container
                    .path("ports")
                    .forEach(port -> ports.add(port.path("containerPort").asInt()));
        }
        return ports;
    }
}
