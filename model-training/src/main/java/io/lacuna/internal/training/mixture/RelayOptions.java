package io.lacuna.internal.training.mixture;

import io.lacuna.internal.relay.ServingRule;
import io.lacuna.training.FitSettings;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The options of the relay mixture.
 *
 * @param preset what the sizes are chosen for
 * @param relays largest number of relays of a fit; 0 for the rule's own
 * @param fits number of fits per space; 0 for the rule's own
 * @param standardized whether to fit in standard units
 * @param rankNormal whether to fit in rank-normal scores
 * @param atoms how the values are found that many cells have, see {@link AtomRules}
 * @param rule how exactly a record is filled
 */
record RelayOptions(
        Preset preset, int relays, int fits, boolean standardized, boolean rankNormal, String atoms, ServingRule rule) {
    private static final Map<String, String> KNOWN = new TreeMap<>(Map.of(
            "atoms", "auto, none or NAME=VALUE:VALUE;NAME=VALUE: numbers that many cells have exactly",
            "preset",
                    "default; fast for a quarter of the serving cost; throughput for less, after a longer fit;"
                            + " accurate adds boosted trees",
            "relays", "most relays of a fit",
            "fits", "fits a space, 1 to 12",
            "keep",
                    "the least posterior probability of a relay that a record uses, 0.0001 to 0.5; the larger, the faster",
            "space", "standardized, rank-normal or both"));

    /** What sizes are chosen for. */
    enum Preset {
        /** Accuracy. */
        DEFAULT,
        /** Fewer and smaller fits. */
        FAST,
        /** One mixture a space, {@linkplain Distillation distilled} from the fits of the default. */
        THROUGHPUT
    }

    private static final double KEEP = 0.02;
    private static final double LEAST_SHARE = 1e-4;
    private static final double MOST_SHARE = 0.5;
    private static final int MOST_RELAYS = 512;
    private static final int MOST_FITS = 12;

    /**
     * @throws IllegalArgumentException if an option is unknown or its value is wrong; the message is for the user
     */
    static RelayOptions of(FitSettings settings) {
        Map<String, String> options = settings.options();
        for (String option : options.keySet()) {
            if (!KNOWN.containsKey(option)) {
                throw new IllegalArgumentException(
                        "relay-mixture knows no option '" + option + "', only " + String.join(", ", KNOWN.keySet()));
            }
        }
        String preset = oneOf(options, "preset", "default", "fast", "throughput");
        String space = oneOf(options, "space", "both", "standardized", "rank-normal");
        return new RelayOptions(
                Preset.valueOf(preset.toUpperCase(Locale.ROOT)),
                number(options, "relays", MOST_RELAYS),
                number(options, "fits", MOST_FITS),
                !space.equals("rank-normal"),
                !space.equals("standardized"),
                options.getOrDefault("atoms", AtomRules.AUTO),
                ServingRule.of(share(options, "keep", KEEP)));
    }

    /** Whether fits are smaller and fewer than the default's. */
    boolean fast() {
        return preset == Preset.FAST;
    }

    /** The value of an option; the first allowed value if it is not given. */
    private static String oneOf(Map<String, String> options, String name, String... allowed) {
        String value = options.getOrDefault(name, allowed[0]);
        for (String one : allowed) {
            if (one.equals(value)) {
                return value;
            }
        }
        throw new IllegalArgumentException(name + " is one of " + String.join(", ", allowed) + ", not '" + value + "'");
    }

    private static double share(Map<String, String> options, String name, double usual) {
        String value = options.getOrDefault(name, "");
        try {
            double share = value.isEmpty() ? usual : Double.parseDouble(value);
            if (share >= LEAST_SHARE && share <= MOST_SHARE) {
                return share;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new IllegalArgumentException(
                name + " is a number from " + LEAST_SHARE + " to " + MOST_SHARE + ", not '" + value + "'");
    }

    private static int number(Map<String, String> options, String name, int most) {
        String value = options.getOrDefault(name, "");
        try {
            int number = value.isEmpty() ? 0 : Integer.parseInt(value);
            if (value.isEmpty() || number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Reported below.
        }
        throw new IllegalArgumentException(name + " is a number from 1 to " + most + ", not '" + value + "'");
    }
}
