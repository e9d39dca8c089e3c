package io.lacuna.app.stream;

import io.lacuna.app.config.ContextKeys;

/** Names of the topology's nodes and stores. They must stay the same across versions. */
final class NodeNames {
    static final String RECORDS = "records";
    static final String IMPUTE = "impute";
    static final String WRITE = "write";
    static final String IMPUTED = "imputed";
    static final String LATENTS = "latents";
    static final String SCORES = "scores";
    static final String MODELS = "models";
    static final String ADMIT = "admit";
    static final String CONTEXT_STORE = ContextKeys.CONTEXT_STORE_NAME;
    static final String MODEL_STORE = "model-store";

    /** Before the name of a topic of partners. */
    static final String PARTNERS = "partners-of-";

    static final String JOIN = "join-";

    private NodeNames() {}
}
