package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.inference.MarginalKernel;
import io.lacuna.internal.inference.MemberKernel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The member that fills each feature from its own distribution. Immutable.
 *
 * @param marginals the distributions
 */
public record MarginalMember(Marginals marginals) implements Member {

    static Member read(DataInput in, Features features) throws IOException {
        return new MarginalMember(Marginals.read(in, features));
    }

    @Override
    public MemberKind kind() {
        return MemberKind.MARGINAL;
    }

    @Override
    public InferenceMethod method() {
        return ClosedFormMethod.MARGINAL;
    }

    @Override
    public MemberKernel newKernel(InferenceSettings settings) {
        return new MarginalKernel(marginals);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        marginals.write(out);
    }
}
