package io.lacuna.internal.impute;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The imputers of the stream threads, one a thread and model: the tasks of a thread take turns, and an imputer keeps
 * nothing from one record to the next but what records of a pattern share, so one serves all partitions, with one cache.
 * Who uses an imputer keeps hold of it; one that nobody uses any more is let go.
 *
 * <p>Thread-safe; the imputer returned belongs to the calling thread.
 */
public final class ThreadImputers {
    private final InferenceSettings settings;
    private final ThreadLocal<Map<ImputationModel, WeakReference<Imputer>>> imputers =
            ThreadLocal.withInitial(WeakHashMap::new);

    public ThreadImputers(InferenceSettings settings) {
        this.settings = settings;
    }

    public Imputer of(ImputationModel model) {
        Map<ImputationModel, WeakReference<Imputer>> mine = imputers.get();
        WeakReference<Imputer> known = mine.get(model);
        Imputer imputer = known == null ? null : known.get();
        if (imputer == null) {
            imputer = model.newImputer(settings);
            mine.put(model, new WeakReference<>(imputer));
        }
        return imputer;
    }
}
