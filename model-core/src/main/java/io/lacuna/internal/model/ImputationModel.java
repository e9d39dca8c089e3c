package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.context.tables.ContextTables;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.inference.MemberWeights;
import io.lacuna.internal.inference.relation.LinearRelations;
import io.lacuna.model.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fitted model: what serving needs and where it came from. Immutable and safe for concurrent use; each thread needs
 * its own {@link Imputer}.
 *
 * @param features the features that the model fills, in its order
 * @param members at least one; their predictions are averaged
 * @param provenance what the model was made from
 * @param context what the model takes from the past of a record's key and from the calendar; null if nothing. Members
 *     are fitted to the features followed by the calendar's columns
 * @param supports the ranges that filled values keep
 * @param relations equations that the features of a record satisfy
 * @param weights of the members; null if they are equal
 */
public record ImputationModel(
        Features features,
        List<Member> members,
        Provenance provenance,
        @Nullable ContextTables context,
        Supports supports,
        LinearRelations relations,
        @Nullable MemberWeights weights) {
    public ImputationModel {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a model needs a member");
        }
        if (context != null && context.features().size() != features.size()) {
            throw new IllegalArgumentException(
                    "context of " + context.features().size() + " features for a model of " + features.size());
        }
        if (!supports.isReals() && supports.size() != features.size()) {
            throw new IllegalArgumentException(
                    "supports of " + supports.size() + " features for a model of " + features.size());
        }
        if (weights != null && weights.shares().length != members.size()) {
            throw new IllegalArgumentException(
                    "weights of " + weights.shares().length + " members for a model of " + members.size());
        }
    }

    /** A model whose members have equal weights. */
    public ImputationModel(
            Features features,
            List<Member> members,
            Provenance provenance,
            @Nullable ContextTables context,
            Supports supports,
            LinearRelations relations) {
        this(features, members, provenance, context, supports, relations, null);
    }

    /** A model whose features satisfy no equations. */
    public ImputationModel(
            Features features,
            List<Member> members,
            Provenance provenance,
            @Nullable ContextTables context,
            Supports supports) {
        this(features, members, provenance, context, supports, LinearRelations.NONE);
    }

    /** A model whose filled values may be any number. */
    public ImputationModel(
            Features features, List<Member> members, Provenance provenance, @Nullable ContextTables context) {
        this(features, members, provenance, context, Supports.REALS);
    }

    /** A model that fills each record without context. */
    public ImputationModel(Features features, List<Member> members, Provenance provenance) {
        this(features, members, provenance, null);
    }

    /** The same model with another provenance. */
    public ImputationModel with(Provenance other) {
        return new ImputationModel(features, members, other, context, supports, relations, weights);
    }

    /** The same model with other ranges of filled values. */
    public ImputationModel with(Supports others) {
        return new ImputationModel(features, members, provenance, context, others, relations, weights);
    }

    /** What {@link Member#atoms} says of any member. */
    public Map<String, String> atoms() {
        Map<String, String> atoms = new LinkedHashMap<>();
        members.forEach(member -> member.atoms().forEach(atoms::putIfAbsent));
        return atoms;
    }

    /** What {@link Member#corrected} says of any member. */
    public List<String> corrected() {
        return members.stream()
                .flatMap(member -> member.corrected().stream())
                .distinct()
                .toList();
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
        return newImputer(settings, Map.of());
    }

    /**
     * An imputer that keeps other ranges for some features.
     *
     * @param bounds by the feature's name; names that are no continuous feature are not used
     */
    public Imputer newImputer(InferenceSettings settings, Map<String, Support> bounds) {
        return new Imputer(this, settings, supports.with(features, bounds));
    }

    /** Ids of the members' inference methods, without repetitions, joined by {@code +}. */
    public String method() {
        return InferenceMethod.ids(
                members.stream().map(Member::method).distinct().toList(), "+");
    }
}
