package io.lacuna.app.stream;

import io.lacuna.app.generation.ServingGeneration;
import io.lacuna.app.registry.DirectRecord;
import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.evaluation.CentralIntervals;
import io.lacuna.evaluation.IntervalStretch;
import io.lacuna.model.Imputer;
import io.lacuna.schemas.Imputation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What is said of one record in its field {@code imputation}: an {@link Imputation} that writes itself. Mutable, owned by
 * one thread, used for one record after another: a filled record that holds it is to be written before the next begins.
 */
public final class ImputationNote extends DirectRecord {
    private static final long serialVersionUID = 1;

    private final CentralIntervals intervals;
    private final double mass;
    private final IntervalStretch stretches;

    private final long generation;
    private final Utf8 artifact;
    private final Utf8 method;
    private final EncodedName encodedTopic = new EncodedName();
    private Utf8 topic = encodedTopic.of("");
    private int partition;
    private long offset;
    private int observed;
    private int steps;
    private boolean converged;
    private double logLikelihood;

    private final String[] names;
    private final Utf8[] encodedNames;

    /** [feature][category]; none for numbers. */
    private final Utf8[][] labels;

    private final List<NotedCell> cells = new ArrayList<>();
    private int filled;

    /**
     * @param method the inference method that serves
     * @param intervals of the imputer that fills the records; found when a note begins
     * @param mass probability that each interval is meant to hold
     * @param stretches what live scores make of the intervals
     */
    public ImputationNote(
            ServingGeneration serving,
            String method,
            CentralIntervals intervals,
            double mass,
            IntervalStretch stretches) {
        this.intervals = intervals;
        this.mass = mass;
        this.stretches = stretches;
        this.generation = serving.number();
        this.artifact = new Utf8(serving.artifact());
        this.method = new Utf8(method);
        Features features = serving.model().features();
        names = new String[features.size()];
        encodedNames = new Utf8[features.size()];
        labels = new Utf8[features.size()][];
        for (int j = 0; j < names.length; j++) {
            Feature feature = features.get(j);
            names[j] = feature.name();
            encodedNames[j] = new Utf8(names[j]);
            labels[j] = new Utf8[feature.categories()];
            for (int c = 0; c < labels[j].length; c++) {
                labels[j][c] = new Utf8(feature.label(c));
            }
        }
    }

    /** Begins the note of the record at that place, without cells yet, from what the imputer inferred of it. */
    public ImputationNote of(String sourceTopic, int sourcePartition, long at, int observedCells, Imputer imputer) {
        topic = encodedTopic.of(sourceTopic);
        partition = sourcePartition;
        offset = at;
        observed = observedCells;
        steps = imputer.steps();
        converged = imputer.converged();
        logLikelihood = imputer.logLikelihood();
        filled = 0;
        intervals.find();
        return this;
    }

    void number(int feature, Imputer imputer) {
        double stretch = stretches.of(names[feature]);
        next().number(
                        encodedNames[feature],
                        imputer.mean(feature),
                        imputer.sd(feature),
                        intervals.lower(feature, stretch),
                        intervals.upper(feature, stretch),
                        stretch);
    }

    void category(int feature, Imputer imputer) {
        NotedCell cell = next();
        cell.category(encodedNames[feature], labels[feature]);
        for (int c = 0; c < labels[feature].length; c++) {
            cell.probability(c, imputer.probability(feature, c));
        }
    }

    private NotedCell next() {
        if (filled == cells.size()) {
            cells.add(new NotedCell());
        }
        return cells.get(filled++);
    }

    @Override
    public Schema getSchema() {
        return Imputation.getClassSchema();
    }

    @Override
    public void customEncode(Encoder out) throws IOException {
        out.writeLong(generation);
        out.writeString(artifact);
        out.writeString(method);
        out.writeString(topic);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeInt(observed);
        out.writeInt(steps);
        out.writeBoolean(converged);
        if (Double.isFinite(logLikelihood)) {
            out.writeIndex(1);
            out.writeDouble(logLikelihood);
        } else {
            out.writeIndex(0);
        }
        out.writeDouble(mass);
        out.writeArrayStart();
        out.setItemCount(filled);
        for (int i = 0; i < filled; i++) {
            out.startItem();
            cells.get(i).write(out);
        }
        out.writeArrayEnd();
    }

    @Override
    public @Nullable Object get(int field) {
        return switch (field) {
            case 0 -> generation;
            case 1 -> artifact.toString();
            case 2 -> method.toString();
            case 3 -> topic.toString();
            case 4 -> partition;
            case 5 -> offset;
            case 6 -> observed;
            case 7 -> steps;
            case 8 -> converged;
            case 9 -> Double.isFinite(logLikelihood) ? logLikelihood : null;
            case 10 -> mass;
            case 11 -> cells.subList(0, filled).stream().map(NotedCell::toCell).toList();
            default -> throw new AvroRuntimeException(getSchema().getFullName() + " has no field " + field);
        };
    }
}
