package io.lacuna.internal.record;

/**
 * A number that stands for a missing value.
 *
 * @param field the field it stands so in; empty = every field
 * @param value the number, compared exactly
 */
public record Sentinel(String field, double value) {

    /** Whether the number stands for a missing value in that field. */
    public boolean covers(String name) {
        return field.isEmpty() || field.equals(name);
    }
}
