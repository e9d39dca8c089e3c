package io.lacuna.internal.model;

import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.BoundDraws;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.inference.MemberKernel;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * One fitted model inside a generation; a generation's members are averaged. Immutable and safe for concurrent use.
 * Each member has its own standardizer, so its kernel works in the features' own units.
 */
public interface Member {

    MemberKind kind();

    /** The inference method used for a record, unless the settings name another. */
    InferenceMethod method();

    /** Every inference method that can serve this member, including {@link #method()}. */
    default List<? extends InferenceMethod> methods() {
        return List.of(method());
    }

    /**
     * The values of numbers that many training cells have exactly, as text by name of the feature, in the features'
     * order; empty if the member does not treat them apart.
     */
    default Map<String, String> atoms() {
        return Map.of();
    }

    /** The names of the categories whose probabilities are corrected by other cells; empty if none are. */
    default List<String> corrected() {
        return List.of();
    }

    /** A kernel for one thread. */
    MemberKernel newKernel(InferenceSettings settings);

    /**
     * Draws of a lower bound of the log likelihood, for one thread. For a closed form every bound is the log likelihood
     * itself.
     */
    default BoundDraws newBound(InferenceSettings settings, LikelihoodBound bound) {
        return BoundDraws.exact(newKernel(settings), bound.weights());
    }

    /**
     * Writes the member; its kind's reader gives an equal member. Numbers are big-endian, as {@link DataOutput} writes
     * them.
     */
    void write(DataOutput out) throws IOException;
}
