package io.lacuna.internal.generation;

/**
 * How much memory the bytes of models may take in a stream instance, besides the models that serve.
 *
 * @param bytes of the chunks that are held: {@code generation.store.max.bytes}
 * @param generations with as-of selection, how many of the newest generations serve: {@code generation.keep}; 0 for all
 */
public record ModelBudget(long bytes, int generations) {
    public static final String MAX_BYTES = "generation.store.max.bytes";

    private static final int HEAP_SHARE = 4;

    /**
     * @param bytes 0 for a quarter of the heap
     * @param generations 0 for all
     */
    public static ModelBudget of(long bytes, int generations) {
        return new ModelBudget(bytes > 0 ? bytes : Runtime.getRuntime().maxMemory() / HEAP_SHARE, generations);
    }
}
