package io.lacuna.internal.inference.labels;

import io.lacuna.data.Features;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The corrections of all targets. Immutable.
 *
 * @param logits at most one per categorical feature
 */
public record LabelRelations(List<LabelLogits> logits) {
    private static final int FORMAT_VERSION = 1;

    public LabelRelations {
        logits = List.copyOf(logits);
    }

    public void write(DataOutput out) throws IOException {
        out.writeInt(FORMAT_VERSION);
        out.writeInt(logits.size());
        for (LabelLogits each : logits) {
            each.write(out);
        }
    }

    /** Reads what {@link #write} wrote for these features. */
    public static LabelRelations read(DataInput in, Features features) throws IOException {
        int version = in.readInt();
        if (version != FORMAT_VERSION) {
            throw new IOException("relations of labels in format version " + version + "; it needs a newer Lacuna");
        }
        int count = in.readInt();
        if (count < 1 || count > features.size()) {
            throw new IOException("relations of " + count + " targets for " + features.size() + " features");
        }
        List<LabelLogits> logits = new ArrayList<>();
        Set<Integer> targets = new HashSet<>();
        for (int i = 0; i < count; i++) {
            LabelLogits each = LabelLogits.read(in, features);
            if (!targets.add(each.target())) {
                throw new IOException("two corrections of feature " + each.target());
            }
            logits.add(each);
        }
        return new LabelRelations(logits);
    }
}
