package io.lacuna.internal.impute;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The imputers of the stream threads: one per thread and model. The tasks of a thread take turns. An imputer keeps
 * nothing between records except what records of a pattern share, so one imputer serves all partitions of the thread,
 * with one cache. Its users hold a reference to it; an imputer without users is garbage-collected.
 *
 * <p>Safe for concurrent use; the returned imputer belongs to the calling thread.
 */
public final class ThreadImputers {
    private final InferenceSettings settings;
    private final Map<String, Support> bounds;
    private final ThreadLocal<Map<ImputationModel, WeakReference<Imputer>>> imputers =
            ThreadLocal.withInitial(WeakHashMap::new);

    public ThreadImputers(InferenceSettings settings) {
        this(settings, Map.of());
    }

    /**
     * @param bounds by feature, the range that filled numbers keep in place of the model's
     */
    public ThreadImputers(InferenceSettings settings, Map<String, Support> bounds) {
        this.settings = settings;
        this.bounds = Map.copyOf(bounds);
    }

    public Imputer of(ImputationModel model) {
        Map<ImputationModel, WeakReference<Imputer>> mine = imputers.get();
        WeakReference<Imputer> known = mine.get(model);
        Imputer imputer = known == null ? null : known.get();
        if (imputer == null) {
            imputer = model.newImputer(settings, bounds);
            mine.put(model, new WeakReference<>(imputer));
        }
        return imputer;
    }
}
