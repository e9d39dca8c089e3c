package io.lacuna.app.config;

import java.util.Arrays;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/** A value of a key that takes one of a few names. Implemented by enums. */
interface Choice {

    /** The name in the configuration. */
    String id();

    /** The constant of a name. */
    static <E extends Enum<E> & Choice> E of(Class<E> type, String id) {
        return Arrays.stream(type.getEnumConstants())
                .filter(choice -> choice.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ConfigException("'" + id + "' is none of " + valid(type)));
    }

    /** Accepts the names of the constants. */
    static <E extends Enum<E> & Choice> ValidString valid(Class<E> type) {
        return ValidString.in(
                Arrays.stream(type.getEnumConstants()).map(Choice::id).toArray(String[]::new));
    }
}
