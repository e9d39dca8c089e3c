package io.lacuna.app.stream;

import io.lacuna.app.generation.ServingGeneration;
import io.lacuna.data.Features;
import io.lacuna.data.Seeds;
import io.lacuna.evaluation.CentralIntervals;
import io.lacuna.evaluation.IntervalStretch;
import io.lacuna.model.Imputer;
import io.lacuna.schemas.MaskedScore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Fills records with one generation. Same record, generation, settings and stretches of intervals, same answer: whatever is
 * random is seeded by where the record stands. Mutable, owned by one thread.
 */
final class RecordImputer {
    private final ServingGeneration serving;
    private final ServingSettings settings;
    private final IntervalStretch stretches;
    private final Features features;
    private final Imputer imputer;
    private final CentralIntervals intervals;
    private final ImputationNote note;
    private final LatentNote latent;
    private final double[] observation;
    private final double[] masked;

    /** Sd of each continuous feature when nothing is observed: the unit of errors. */
    private final double[] scale;

    private final Map<Schema, RecordMapper> mappers = new HashMap<>();
    private @Nullable Schema lastSchema;
    private @Nullable RecordMapper lastMapper;
    private int observed;

    /**
     * @param imputer of the generation's model and the settings' inference; others may use it between records
     */
    RecordImputer(ServingGeneration serving, ServingSettings settings, IntervalStretch stretches, Imputer imputer) {
        this.serving = serving;
        this.settings = settings;
        this.stretches = stretches;
        features = serving.model().features();
        this.imputer = imputer;
        String method = settings.inference().method();
        intervals = new CentralIntervals(imputer, features.size(), settings.intervalMass());
        note = new ImputationNote(
                serving,
                method.isEmpty() ? serving.model().method() : method,
                intervals,
                settings.intervalMass(),
                stretches);
        observation = new double[features.size()];
        masked = new double[features.size()];
        latent = new LatentNote(serving.number(), imputer.latentSize());
        scale = marginalScale();
    }

    private double[] marginalScale() {
        java.util.Arrays.fill(masked, Double.NaN);
        imputer.impute(masked);
        double[] spread = new double[masked.length];
        for (int j = 0; j < spread.length; j++) {
            spread[j] = features.get(j).isContinuous() ? imputer.sd(j) : 1;
        }
        return spread;
    }

    ServingGeneration serving() {
        return serving;
    }

    /** Takes up a record; the other methods speak of it until the next. */
    void read(GenericRecord record) {
        observed = mapper(record.getSchema()).read(record, observation);
    }

    /** Cells of the record taken up last, NaN = missing; in the model's order. */
    double[] observation() {
        return observation;
    }

    /** Fills the record taken up last; what is filled is to be written before the next. */
    GenericRecord fill(GenericRecord record, Source source) {
        imputer.impute(observation);
        note.of(source.topic(), source.partition(), source.offset(), observed, imputer);
        return mapper(record.getSchema()).fill(record, observation, imputer, note);
    }

    /** The latent code of the record filled last; to be written before the next. */
    GenericRecord latent(Source source) {
        return latent.of(source, imputer);
    }

    int steps() {
        return imputer.steps();
    }

    boolean converged() {
        return imputer.converged();
    }

    /**
     * Scores of the record taken up last: where it is among the share to be scored, some of its observed cells are
     * hidden and filled. One cell at least stays observed. Call before {@link #fill}.
     */
    List<MaskedScore> score(Source source) {
        return score(source, false);
    }

    /** The same cells of the same record, filled by this generation in the shadow of the one that serves. */
    List<MaskedScore> scoreInShadow(GenericRecord record, Source source) {
        read(record);
        return score(source, true);
    }

    private List<MaskedScore> score(Source source, boolean shadow) {
        long seed = Seeds.ofRecordSeed(0, source.topic(), source.partition(), source.offset());
        if (observed < 2 || (seed >>> 11) * 0x1p-53 >= settings.scoreShare()) {
            return List.of();
        }
        int hidden = mask(new SplittableRandom(seed));
        if (hidden == 0) {
            return List.of();
        }
        imputer.impute(masked);
        intervals.find();
        List<MaskedScore> scores = new ArrayList<>(hidden);
        for (int j = 0; j < masked.length; j++) {
            if (Double.isNaN(masked[j]) && !Double.isNaN(observation[j])) {
                scores.add(features.get(j).isContinuous() ? number(j, source, shadow) : category(j, source, shadow));
            }
        }
        return scores;
    }

    private int mask(SplittableRandom random) {
        int hidden = 0;
        for (int j = 0; j < masked.length; j++) {
            boolean hide = random.nextDouble() < settings.maskRate();
            masked[j] = observation[j];
            if (hide && !Double.isNaN(observation[j]) && hidden < observed - 1) {
                masked[j] = Double.NaN;
                hidden++;
            }
        }
        return hidden;
    }

    private MaskedScore number(int j, Source source, boolean shadow) {
        double truth = observation[j];
        double filled = imputer.mean(j);
        double stretch = stretches.of(features.get(j).name());
        boolean covered = intervals.hold(j, stretch, truth);
        return new MaskedScore(
                source.topic(),
                source.partition(),
                source.offset(),
                serving.number(),
                features.get(j).name(),
                truth,
                filled,
                imputer.sd(j),
                covered,
                (filled - truth) / scale[j],
                null,
                null,
                null,
                shadow);
    }

    private MaskedScore category(int j, Source source, boolean shadow) {
        int truth = (int) observation[j];
        return new MaskedScore(
                source.topic(),
                source.partition(),
                source.offset(),
                serving.number(),
                features.get(j).name(),
                null,
                null,
                null,
                null,
                null,
                features.get(j).label(truth),
                imputer.probability(j, truth),
                imputer.mostProbable(j) == truth,
                shadow);
    }

    private RecordMapper mapper(Schema writer) {
        RecordMapper mapper = lastMapper;
        if (mapper == null || writer != lastSchema) {
            mapper = mappers.computeIfAbsent(writer, schema -> new RecordMapper(schema, features, settings.rules()));
            lastMapper = mapper;
            lastSchema = writer;
        }
        return mapper;
    }
}
