package io.lacuna.internal.training.mixture;

import io.lacuna.training.FitSettings;
import java.util.Map;
import java.util.TreeMap;

/**
 * The relay mixture's own settings.
 *
 * @param fast a quarter of the serving cost
 * @param relays most relays of a fit; 0 leaves it to the rule
 * @param fits fits a space; 0 leaves it to the rule
 * @param standardized whether to fit in the standardized space
 * @param rankNormal whether to fit in the rank-normal space
 */
record RelayOptions(boolean fast, int relays, int fits, boolean standardized, boolean rankNormal) {
    private static final Map<String, String> KNOWN = new TreeMap<>(Map.of(
            "preset", "default, or fast for a quarter of the serving cost",
            "relays", "most relays of a fit",
            "fits", "fits a space, 1 to 12",
            "space", "standardized, rank-normal or both"));
    private static final int MOST_RELAYS = 512;
    private static final int MOST_FITS = 12;

    /** @throws IllegalArgumentException with a message for the user where an option is unknown or its value wrong */
    static RelayOptions of(FitSettings settings) {
        Map<String, String> options = settings.options();
        for (String option : options.keySet()) {
            if (!KNOWN.containsKey(option)) {
                throw new IllegalArgumentException(
                        "relay-mixture knows no option '" + option + "', only " + String.join(", ", KNOWN.keySet()));
            }
        }
        String preset = oneOf(options, "preset", "default", "fast");
        String space = oneOf(options, "space", "both", "standardized", "rank-normal");
        return new RelayOptions(
                preset.equals("fast"),
                number(options, "relays", MOST_RELAYS),
                number(options, "fits", MOST_FITS),
                !space.equals("rank-normal"),
                !space.equals("standardized"));
    }

    /** The value of an option, the first of those allowed where it is not given. */
    private static String oneOf(Map<String, String> options, String name, String... allowed) {
        String value = options.getOrDefault(name, allowed[0]);
        for (String one : allowed) {
            if (one.equals(value)) {
                return value;
            }
        }
        throw new IllegalArgumentException(name + " is one of " + String.join(", ", allowed) + ", not '" + value + "'");
    }

    private static int number(Map<String, String> options, String name, int most) {
        String value = options.getOrDefault(name, "");
        try {
            int number = value.isEmpty() ? 0 : Integer.parseInt(value);
            if (value.isEmpty() || number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Told below.
        }
        throw new IllegalArgumentException(name + " is a number from 1 to " + most + ", not '" + value + "'");
    }
}
