package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.model.Provenance;
import java.util.List;

/**
 * A fitted model: what serving needs and where it came from. Immutable and safe to share between threads; each thread
 * asks for an {@link Imputer} of its own.
 *
 * @param features what the model fills, in its own order
 * @param members at least one; their predictions are averaged with equal weights
 * @param provenance what it was made from
 */
public record ImputationModel(Features features, List<Member> members, Provenance provenance) {
    public ImputationModel {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a model needs a member");
        }
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
