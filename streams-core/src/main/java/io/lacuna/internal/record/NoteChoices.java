package io.lacuna.internal.record;

/**
 * What is written about a filled record. Immutable.
 *
 * @param level how much the note says
 * @param cells the form of its cells
 * @param flags whether the note also has a flag for each field; {@link NoteLevel#FLAGS} always has
 * @param latents where the latent code is written
 * @param sparseCodes whether a latent code leaves out its small probabilities
 */
public record NoteChoices(NoteLevel level, NoteCells cells, boolean flags, LatentOutput latents, boolean sparseCodes) {
    /** Everything, with the latent code in its own topic. */
    public static final NoteChoices FULL =
            new NoteChoices(NoteLevel.FULL, NoteCells.FIELDS, false, LatentOutput.TOPIC, true);

    /**
     * @throws IllegalArgumentException if something must be in the note, and there is none
     */
    public NoteChoices {
        if (level == NoteLevel.NONE && (flags || latents == LatentOutput.NOTE)) {
            throw new IllegalArgumentException("without a note there is no place for "
                    + (flags ? "flags" : "the latent code") + "; choose notes of another level, such as flags");
        }
        flags = flags || level == NoteLevel.FLAGS;
    }

    /** Whether filled records have the field {@code imputation}. */
    public boolean hasNote() {
        return level != NoteLevel.NONE;
    }

    /** Whether the note has an array of cells; otherwise the array is empty. */
    public boolean hasArray() {
        return level.hasCells() && (cells == NoteCells.ARRAY || cells == NoteCells.BOTH);
    }

    /** Whether the note has a map of cells. */
    public boolean hasMap() {
        return level.hasCells() && (cells == NoteCells.MAP || cells == NoteCells.BOTH);
    }

    /** Whether the note has a field for each field that can be filled. */
    public boolean hasFields() {
        return level.hasCells() && cells == NoteCells.FIELDS;
    }

    /** The choices for records without an Avro schema. */
    NoteChoices withoutSchema() {
        return cells == NoteCells.FIELDS ? new NoteChoices(level, NoteCells.ARRAY, flags, latents, sparseCodes) : this;
    }

    /** Whether cells say all that is known of them. */
    public boolean isFull() {
        return level == NoteLevel.FULL;
    }

    /** Whether there is a topic of latent codes. */
    public boolean hasLatentsTopic() {
        return latents == LatentOutput.TOPIC;
    }
}
