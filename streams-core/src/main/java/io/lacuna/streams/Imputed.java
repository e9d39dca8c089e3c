package io.lacuna.streams;

import io.lacuna.internal.impute.FilledRecord;
import io.lacuna.internal.note.LatentNote;
import io.lacuna.internal.record.FilledValues;
import io.lacuna.schemas.Imputation;
import io.lacuna.schemas.ImputedCell;
import io.lacuna.schemas.LatentCode;
import io.lacuna.schemas.MaskedScore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/**
 * A record with its gaps filled, what was filled and how, and its latent code. It stays valid as long as it is kept:
 * later records do not change it. Safe for concurrent use as long as nobody changes the records that it returns.
 *
 * @param <V> the Avro class of the record, generic or specific
 */
public final class Imputed<V extends GenericRecord> {
    private final V original;
    private final FilledRecord filled;
    private final List<MaskedScore> scores;

    Imputed(V original, FilledRecord filled, List<MaskedScore> scores) {
        this.original = original;
        this.filled = filled;
        this.scores = scores;
    }

    /**
     * A copy of the record, of its own class and schema, with its gaps filled. Observed fields are unchanged; nested
     * records, arrays and maps are shared with the original. A gap that the model cannot fill stays null.
     *
     * @return a new record at each call
     */
    public V value() {
        return FilledValues.copy(original, filled.record(), filledFields());
    }

    /** {@return the record as it came: the same object, not a copy} */
    public V original() {
        return original;
    }

    /** {@return what was filled and by which generation, with the uncertainty of each cell} */
    public Imputation imputation() {
        return filled.note().toImputation();
    }

    /** {@return names of the filled fields, in the order of the record's fields} */
    public List<String> filledFields() {
        return filled.note().filledFields();
    }

    /**
     * The filled cell of a field: mean, standard deviation and interval of a number, in the field's own unit; the
     * probability of each label of a boolean or an enum.
     *
     * @param field name of the field
     * @return the cell; empty if the field was observed or is not a feature
     */
    public Optional<ImputedCell> cell(String field) {
        return filled.note().cell(field);
    }

    /** {@return mean and standard deviation of the posterior of the record's latent code, k numbers each} */
    public LatentCode latentCode() {
        return latent().toLatentCode();
    }

    /**
     * {@return positions of the records of other topics that it was filled with, as topic-partition@offset; mostly
     * empty}
     */
    public List<String> partners() {
        return filled.partners().stream()
                .map(partner -> partner.place().toString())
                .toList();
    }

    /** {@return scores of observed cells that were hidden on purpose; empty for most records} */
    public List<MaskedScore> scores() {
        return scores;
    }

    /**
     * The record in the form of the imputed topic: the input's fields with gaps filled, and the field {@code
     * imputation}. Cheaper to serialize than {@link #value} and {@link #imputation} together.
     *
     * @return a record that must not be changed
     */
    public GenericRecord toRecord() {
        return filled.record();
    }

    /** {@return the latent code in the form of the latents topic, which leaves out small probabilities} */
    public GenericRecord toLatentRecord() {
        return latent();
    }

    private LatentNote latent() {
        return Objects.requireNonNull(filled.latent(), "latent codes are switched off");
    }
}
