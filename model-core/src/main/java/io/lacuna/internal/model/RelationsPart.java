package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.internal.inference.relation.LinearRelation;
import io.lacuna.internal.inference.relation.LinearRelations;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the relations of a model to its artifact:
 *
 * <pre>
 * byte      format version of this part: 1
 * relations int count; each: int count of terms; each term: int feature, double coefficient; double total, double noise
 * </pre>
 */
final class RelationsPart {
    static final byte FORMAT_VERSION = 1;

    private static final int TERM_BYTES = Integer.BYTES + Double.BYTES;
    private static final int LEAST_RELATION_BYTES = Integer.BYTES + 2 * TERM_BYTES + 2 * Double.BYTES;

    private RelationsPart() {}

    static void write(LinearRelations relations, DataOutput out) throws IOException {
        out.writeByte(FORMAT_VERSION);
        out.writeInt(relations.list().size());
        for (LinearRelation relation : relations.list()) {
            out.writeInt(relation.features().length);
            for (int i = 0; i < relation.features().length; i++) {
                out.writeInt(relation.features()[i]);
                out.writeDouble(relation.coefficients()[i]);
            }
            out.writeDouble(relation.total());
            out.writeDouble(relation.noise());
        }
    }

    /** Reads what {@link #write} wrote. */
    static LinearRelations read(BoundedInput in, Features features) throws IOException {
        byte version = in.readByte();
        if (version != FORMAT_VERSION) {
            throw new IOException("relations of format version " + version + "; they need a newer Lacuna");
        }
        List<LinearRelation> relations = new ArrayList<>();
        for (int i = in.readCount(LEAST_RELATION_BYTES); i > 0; i--) {
            relations.add(readRelation(in, features));
        }
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes too many in the relations");
        }
        return new LinearRelations(relations);
    }

    private static LinearRelation readRelation(BoundedInput in, Features features) throws IOException {
        int[] places = new int[in.readCount(TERM_BYTES)];
        double[] coefficients = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = in.readInt();
            coefficients[i] = in.readDouble();
            if (places[i] < 0
                    || places[i] >= features.size()
                    || !features.get(places[i]).isContinuous()) {
                throw new IOException("a relation names feature " + places[i] + ", which is no number of this model");
            }
        }
        return new LinearRelation(places, coefficients, in.readDouble(), in.readDouble());
    }
}
