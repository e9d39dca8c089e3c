package io.lacuna.app.stream;

import io.lacuna.app.config.LacunaConfig;

/**
 * Topics of the topology; and its nodes' names, which are part of what an upgrade must keep.
 *
 * @param input topic of partial records
 * @param imputed topic of filled records
 * @param latents topic of latent codes
 * @param scores topic of masked scores
 * @param models topic of generations
 */
record TopologyNames(String input, String imputed, String latents, String scores, String models) {
    static final String RECORDS = "records";
    static final String IMPUTE = "impute";
    static final String IMPUTED = "imputed";
    static final String LATENTS = "latents";
    static final String SCORES = "scores";
    static final String MODELS = "models";
    static final String ADMIT = "admit";
    static final String MODEL_STORE = "model-store";

    static TopologyNames of(LacunaConfig config) {
        return new TopologyNames(
                config.inputTopic(),
                config.imputedTopic(),
                config.latentsTopic(),
                config.scoresTopic(),
                config.modelsTopic());
    }
}
