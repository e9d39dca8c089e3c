package io.lacuna.internal.generation;

/**
 * Memory limit for the bytes of models in a stream instance, in addition to the serving models.
 *
 * @param bytes limit of the kept chunks: {@code generation.store.max.bytes}
 * @param generations with as-of selection, number of the newest generations that serve: {@code generation.keep}; 0 for
 *     all
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
