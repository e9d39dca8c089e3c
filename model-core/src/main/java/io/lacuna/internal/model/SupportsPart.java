package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.internal.data.Support;
import io.lacuna.internal.data.Supports;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes the supports of a model to its artifact: for each feature two doubles, the ends of its support. */
final class SupportsPart {
    private SupportsPart() {}

    static void write(Supports supports, DataOutput out) throws IOException {
        for (int j = 0; j < supports.size(); j++) {
            out.writeDouble(supports.get(j).low());
            out.writeDouble(supports.get(j).high());
        }
    }

    /** Reads what {@link #write} wrote. */
    static Supports read(DataInput in, Features features) throws IOException {
        List<Support> supports = new ArrayList<>();
        for (int j = 0; j < features.size(); j++) {
            Support support = new Support(in.readDouble(), in.readDouble());
            if (!features.get(j).isContinuous() && !support.isReals()) {
                throw new IOException("feature '" + features.get(j).name() + "' has a range, but no numbers");
            }
            supports.add(support);
        }
        return Supports.of(supports);
    }
}
