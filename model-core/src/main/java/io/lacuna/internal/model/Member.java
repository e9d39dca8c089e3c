package io.lacuna.internal.model;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.MemberKernel;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * One fitted model inside a generation; a generation's members are averaged. Immutable and safe to share between
 * threads. Each member holds its own standardizing, so that its kernel takes and gives the features' own units.
 */
public interface Member {

    MemberKind kind();

    /** The inference method a record is served with unless settings name another. */
    String method();

    /** Every inference method it can be served with, {@link #method()} among them. */
    default List<String> methods() {
        return List.of(method());
    }

    /** A kernel for one thread. */
    MemberKernel newKernel(InferenceSettings settings);

    /** Writes the member so that its kind's reader gives an equal one; big-endian, as {@link DataOutput} does. */
    void write(DataOutput out) throws IOException;
}
