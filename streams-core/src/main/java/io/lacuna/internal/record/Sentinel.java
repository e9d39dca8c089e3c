package io.lacuna.internal.record;

/**
 * A number that means a missing value. Immutable.
 *
 * @param field the field in which it does; empty means every field
 * @param value the number, compared exactly
 */
public record Sentinel(String field, double value) {

    /** Whether the number means a missing value in this field. */
    public boolean covers(String name) {
        return field.isEmpty() || field.equals(name);
    }
}
