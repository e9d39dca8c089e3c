package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.boosting.BoostedTrees;
import io.lacuna.internal.inference.boosting.BoostedTreesKernel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Gradient-boosted trees for each feature. Immutable.
 *
 * @param trees the trees
 * @param features the features that the trees were fitted to
 */
public record BoostedTreesMember(BoostedTrees trees, Features features) implements Member {

    static Member read(DataInput in, Features features) throws IOException {
        return new BoostedTreesMember(BoostedTrees.read(in, features), features);
    }

    @Override
    public MemberKind kind() {
        return MemberKind.BOOSTED_TREES;
    }

    @Override
    public InferenceMethod method() {
        return ClosedFormMethod.BOOSTED_TREES;
    }

    @Override
    public MemberKernel newKernel(InferenceSettings settings) {
        return new BoostedTreesKernel(trees, features);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        trees.write(out);
    }
}
