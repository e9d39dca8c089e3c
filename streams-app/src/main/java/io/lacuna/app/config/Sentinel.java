package io.lacuna.app.config;

import org.apache.kafka.common.config.ConfigException;

/**
 * A number that stands for a missing value.
 *
 * @param field the field it stands so in; empty = every field
 * @param value the number, compared exactly
 */
public record Sentinel(String field, double value) {

    /** Reads {@code -999} or {@code temp:-200}. */
    public static Sentinel parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String field = colon < 0 ? "" : text.substring(0, colon).trim();
            return new Sentinel(
                    field, Double.parseDouble(text.substring(colon + 1).trim()));
        } catch (NumberFormatException wrong) {
            throw new ConfigException(
                    LacunaConfig.IMPUTE_SENTINELS, text, "write a number (-999) or a field and a number (temp:-200)");
        }
    }

    /** Whether the number stands for a missing value in that field. */
    public boolean covers(String name) {
        return field.isEmpty() || field.equals(name);
    }
}
