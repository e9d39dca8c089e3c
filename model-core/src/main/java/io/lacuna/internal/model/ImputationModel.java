package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.model.Provenance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fitted model: what serving needs and where it came from. Immutable and safe to share between threads; each thread
 * asks for an {@link Imputer} of its own.
 *
 * @param features what the model fills, in its own order
 * @param members at least one; their predictions are averaged with equal weights
 * @param provenance what it was made from
 * @param context what it takes from the past of a record's key and from the calendar; null where nothing. Its calendar's
 *     columns stand behind the features in what members are fitted to and infer
 */
public record ImputationModel(
        Features features,
        List<Member> members,
        Provenance provenance,
        @Nullable ContextTables context) {
    public ImputationModel {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a model needs a member");
        }
        if (context != null && context.features().size() != features.size()) {
            throw new IllegalArgumentException(
                    "context of " + context.features().size() + " features for a model of " + features.size());
        }
    }

    /** A model that fills each record by itself. */
    public ImputationModel(Features features, List<Member> members, Provenance provenance) {
        this(features, members, provenance, null);
    }

    /** The same model with another account of where it came from. */
    public ImputationModel with(Provenance other) {
        return new ImputationModel(features, members, other, context);
    }

    /** The columns of the calendar that its members know. */
    public Calendar calendar() {
        return context == null ? Calendar.NONE : context.calendar();
    }

    /** What its members are fitted to: the features, with the calendar's columns behind them. */
    public Features memberFeatures() {
        return calendar().behind(features);
    }

    /** Every inference method that a member can be served with, each once. */
    public List<String> methods() {
        return members.stream()
                .flatMap(member -> member.methods().stream())
                .distinct()
                .toList();
    }

    /** An imputer for one thread. Members that do not know the method the settings name are served with their own. */
    public Imputer newImputer(InferenceSettings settings) {
        return new Imputer(this, settings);
    }

    /** Names of the members' inference methods, each once, joined by {@code +}. */
    public String method() {
        return String.join("+", members.stream().map(Member::method).distinct().toList());
    }
}
