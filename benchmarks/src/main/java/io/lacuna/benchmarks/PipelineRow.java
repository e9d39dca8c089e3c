package io.lacuna.benchmarks;

import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.config.OutputKeys;
import io.lacuna.benchmarks.peer.Peer;
import io.lacuna.internal.registry.SchemaRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A pipeline of the comparison.
 *
 * @param name in the table
 * @param pipeline runs it
 */
record PipelineRow(String name, Pipeline pipeline) {
    static final String PASS_THROUGH = Peer.PASS_THROUGH.id();
    static final String LOCF = Peer.LOCF_ROCKSDB.id();
    static final String ONNX = Peer.ONNX.id();

    /** Values and flags of what was filled, in one topic: no interval, no latent code, no scores. */
    static final Map<String, String> VALUES =
            Map.of(OutputKeys.IMPUTED_NOTES, "flags", OutputKeys.LATENTS_OUTPUT, "off", LacunaConfig.SCORES_SHARE, "0");

    /** Runs a pipeline over an input. */
    interface Pipeline {
        PipelineRun run(LacunaConfig config, SchemaRegistry registry, PipelineInput input, boolean latency)
                throws Exception;
    }

    /** All pipelines for records with d fields; the references first. */
    static List<PipelineRow> all(int d, Path directory) {
        List<PipelineRow> rows = new ArrayList<>();
        for (Peer peer : Peer.values()) {
            rows.add(new PipelineRow(
                    peer.id(),
                    (config, registry, input, latency) -> PipelineRun.peer(peer, config, registry, input, latency)));
        }
        rows.add(lacuna("default", "default", Map.of(), d, directory));
        rows.add(lacuna("fast", "fast", Map.of(), d, directory));
        rows.add(lacuna("throughput", "throughput", Map.of(), d, directory));
        rows.add(lacuna("values", "throughput", VALUES, d, directory));
        rows.add(lacuna(PipelineModel.MARGINAL, PipelineModel.MARGINAL, Map.of(), d, directory));
        return rows;
    }

    /**
     * The pipelines with these names, in the order of {@link #all}; all for none.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    static List<PipelineRow> chosen(List<String> names, int d, Path directory) {
        List<PipelineRow> all = all(d, directory);
        List<String> known = all.stream().map(PipelineRow::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("there is no row '" + name + "'; there are " + known);
            }
        }
        return names.isEmpty()
                ? all
                : all.stream().filter(row -> names.contains(row.name())).toList();
    }

    private static PipelineRow lacuna(String name, String model, Map<String, String> settings, int d, Path directory) {
        return new PipelineRow(
                "lacuna " + name,
                (config, registry, input, latency) -> PipelineRun.lacuna(
                        config.with(settings), registry, input, PipelineModel.artifact(d, model, directory), latency));
    }
}
