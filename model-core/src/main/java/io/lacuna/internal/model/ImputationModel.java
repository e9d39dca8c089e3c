package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.model.Provenance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fitted model: what serving needs and where it came from. Immutable and safe for concurrent use; each thread needs
 * its own {@link Imputer}.
 *
 * @param features the features that the model fills, in its order
 * @param members at least one; their predictions are averaged with equal weights
 * @param provenance what the model was made from
 * @param context what the model takes from the past of a record's key and from the calendar; null if nothing. Members
 *     are fitted to the features followed by the calendar's columns
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

    /** A model that fills each record without context. */
    public ImputationModel(Features features, List<Member> members, Provenance provenance) {
        this(features, members, provenance, null);
    }

    /** The same model with another provenance. */
    public ImputationModel with(Provenance other) {
        return new ImputationModel(features, members, other, context);
    }

    /** The calendar columns that the members use. */
    public Calendar calendar() {
        return context == null ? Calendar.NONE : context.calendar();
    }

    /** The features that the members are fitted to: the model's features, followed by the calendar's columns. */
    public Features memberFeatures() {
        return calendar().behind(features);
    }

    /** Every inference method that can serve a member, without repetitions. */
    public List<InferenceMethod> methods() {
        return members.stream()
                .<InferenceMethod>flatMap(member -> member.methods().stream())
                .distinct()
                .toList();
    }

    /**
     * An imputer for one thread. If the settings name a method that a member does not know, that member uses its own
     * method.
     */
    public Imputer newImputer(InferenceSettings settings) {
        return new Imputer(this, settings);
    }

    /** Ids of the members' inference methods, without repetitions, joined by {@code +}. */
    public String method() {
        return InferenceMethod.ids(
                members.stream().map(Member::method).distinct().toList(), "+");
    }
}
