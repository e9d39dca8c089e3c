package io.lacuna.app.config.choice;

import java.util.Arrays;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** A value of a configuration key with a fixed set of values. Enums implement it. */
public interface Choice {

    /** The value in the configuration. */
    String id();

    /** Returns the constant with this id. */
    static <E extends Enum<E> & Choice> E of(Class<E> type, String id) {
        return Arrays.stream(type.getEnumConstants())
                .filter(choice -> choice.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ConfigException("'" + id + "' is not one of " + valid(type)));
    }

    /** Validates that a value is the id of a constant. */
    static <E extends Enum<E> & Choice> ValidString valid(Class<E> type) {
        return ValidString.in(
                Arrays.stream(type.getEnumConstants()).map(Choice::id).toArray(String[]::new));
    }
}
