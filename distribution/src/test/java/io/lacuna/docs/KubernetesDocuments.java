package io.lacuna.docs;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** Kubernetes manifests as a client library knows them: a field that its types do not have, or of another type, is an error. */
final class KubernetesDocuments {
    /** The types of the kinds that the manifests use; kinds of other people's operators have none here. */
    private static final Map<String, Class<? extends HasMetadata>> TYPES = Map.of(
            "v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class,
            "apps/v1 Deployment", Deployment.class,
            "apps/v1 StatefulSet", StatefulSet.class,
            "batch/v1 CronJob", CronJob.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    /** Fields of kinds without a type, all levels together. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "monitoring.coreos.com/v1 ServiceMonitor",
            words("apiVersion kind metadata name labels spec selector matchLabels endpoints port path interval"
                    + " matchExpressions key operator values"),
            "keda.sh/v1alpha1 ScaledObject",
            words(
                    "apiVersion kind metadata name labels spec scaleTargetRef minReplicaCount maxReplicaCount cooldownPeriod"
                            + " triggers type serverAddress query threshold"),
            "kustomize.config.k8s.io/v1beta1 Kustomization",
            words(
                    "apiVersion kind resources labels pairs images name newName newTag replicas count patches path namespace"
                            + " target"));

    /** Fields in whose objects names are free. */
    private static final Set<String> FREE = Set.of("labels", "matchLabels", "pairs");

    private static final YAMLMapper YAML = YAMLMapper.builder(new YAMLFactory())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The library keeps fields that it does not know; without its setter for these they are an error. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated setter) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private KubernetesDocuments() {}

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }

    /** The documents of a YAML file that are not empty. */
    static List<JsonNode> read(String yaml) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(yaml)) {
            documents.forEachRemaining(document -> {
                if (document.isObject()) {
                    all.add(document);
                }
            });
        }
        return all;
    }

    static String kind(JsonNode document) {
        return document.path("apiVersion").asText() + " "
                + document.path("kind").asText();
    }

    /** @throws IllegalArgumentException naming a field that does not exist or has another type */
    static void check(JsonNode document) {
        Class<? extends HasMetadata> type = TYPES.get(kind(document));
        if (type != null) {
            STRICT.readValue(document.toString(), type);
            return;
        }
        Set<String> known = FIELDS.get(kind(document));
        if (known == null) {
            throw new IllegalArgumentException("the kind '" + kind(document) + "' is not known");
        }
        checkNames(document, known);
    }

    private static void checkNames(JsonNode node, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is not a field");
            }
            if (!FREE.contains(name) || node.path(name).isArray()) {
                checkNames(node.path(name), known);
            }
        });
        if (node.isArray()) {
            node.forEach(child -> checkNames(child, known));
        }
    }

    /** The pod that a workload starts; missing in other documents. */
    static JsonNode pod(JsonNode document) {
        JsonNode job = document.path("spec").path("jobTemplate");
        return (job.isMissingNode() ? document : job)
                .path("spec")
                .path("template")
                .path("spec");
    }

    static Set<String> texts(Iterable<JsonNode> from, String field) {
        Set<String> all = new TreeSet<>();
        from.forEach(node -> all.add(node.path(field).asText()));
        return all;
    }

    /** The entries of a ConfigMap. */
    static Map<String, String> data(JsonNode configMap) {
        Map<String, String> entries = new HashMap<>();
        configMap
                .path("data")
                .fields()
                .forEachRemaining(
                        entry -> entries.put(entry.getKey(), entry.getValue().asText()));
        return entries;
    }

    /** The variables that Kubernetes sets in a pod beside these Services, one of them named {@code lacuna}. */
    static Map<String, String> variables(String... services) {
        Map<String, String> environment = new HashMap<>();
        for (String service : services) {
            environment.put(service + "_PORT", "tcp://10.0.0.1:80");
            environment.put(service + "_SERVICE_HOST", "10.0.0.1");
            environment.put(service + "_SERVICE_PORT", "80");
            environment.put(service + "_SERVICE_PORT_HTTP", "80");
            environment.put(service + "_PORT_80_TCP_ADDR", "10.0.0.1");
        }
        return environment;
    }
}
