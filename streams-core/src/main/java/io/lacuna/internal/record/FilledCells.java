package io.lacuna.internal.record;

/** Receives each gap that a {@link RecordMapper} fills, in the order of the record's fields. */
public interface FilledCells {
    /** A number was filled with the mean. */
    void number(int feature);

    /** Whether a gap stays as it is. */
    default boolean leaves(int feature) {
        return false;
    }

    /** A boolean or an enum was filled with its most probable category. */
    void category(int feature);
}
