package io.lacuna.internal.training;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.data.Supports;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The fits of the golden models: at least one for each kind of member and each method, all small. Tables consist only
 * of sums, products and roundings, which every Java computes the same way. Models from before models held their rule of kept
 * relays are fitted with {@code keep=0.01}, the rule of that time.
 */
enum GoldenModels {
    RELAY_MIXTURE("relay-mixture", false, Map.of("relays", "3", "fits", "2", "keep", "0.01")),
    RELAY_MIXTURE_STANDARDIZED(
            "relay-mixture", false, Map.of("relays", "3", "fits", "1", "space", "standardized", "keep", "0.01")),
    RELAY_MIXTURE_RANK_NORMAL(
            "relay-mixture", false, Map.of("relays", "3", "fits", "1", "space", "rank-normal", "keep", "0.01")),
    RELAY_MIXTURE_WITH_RULE("relay-mixture", false, Map.of("relays", "6", "fits", "1")),
    LOW_RANK_RELAYS("relay-mixture", true, Map.of("preset", "fast")),
    MARGINAL("marginal", false, Map.of()),
    BOOSTED_TREES("boosted-trees", false, Map.of("bags", "2", "rounds", "5")),
    RELAYS_AND_TREES(
            "relay-mixture+boosted-trees",
            false,
            Map.of(
                    "relays",
                    "2",
                    "fits",
                    "1",
                    "keep",
                    "0.01",
                    "boosted-trees.bags",
                    "3",
                    "boosted-trees.rounds",
                    "20")),
    SVI("svi", false, neural("epochs", "40")),
    RELAY("relay", false, neural("epochs", "40")),
    RELAY_CLUSTERS("relay-clusters", false, neural("epochs", "40")),
    PSEUDO_ENCODED("pseudo-encoded", false, neural("epochs", "40", "encoder.epochs", "10")),
    GAUSS_NEWTON("gauss-newton", false, neural("epochs", "40")),
    NATURAL_GRADIENT("natural-gradient", false, neural("epochs", "40")),
    VAE("vae", false, neural("epochs", "40")),
    QAVI("qavi", false, neural("epochs", "40", "encoder.epochs", "10", "samples", "4", "beta", "1.5", "steps", "40")),
    QAVI_MIXTURE("qavi-mixture", false, neural("epochs", "40", "encoder.epochs", "10", "steps", "40")),
    QAVI_FLOW("qavi-flow", false, neural("epochs", "40", "encoder.epochs", "10", "steps", "40")),
    QAVI_FEATURE("qavi-feature", false, neural("epochs", "40", "samples", "4", "steps", "40")),
    RETUNED("retuned", false, neural("epochs", "40", "encoder.epochs", "10")),
    FAMILIES("gauss-newton", false, neural("epochs", "40", "encoder.epochs", "5", "numbers", "student-t")),
    METROPOLIS_GIBBS("metropolis-gibbs", false, neural("epochs", "40", "steps", "60")),
    JOINED(
            "relay-mixture+svi",
            false,
            Map.of(
                    "relays",
                    "2",
                    "fits",
                    "1",
                    "keep",
                    "0.01",
                    "svi.epochs",
                    "20",
                    "svi.hidden",
                    "6",
                    "svi.latent",
                    "2"));

    private static final int ROWS = 300;
    private static final int WIDE = 62;

    private final String method;
    private final boolean wide;
    private final Map<String, String> options;

    GoldenModels(String method, boolean wide, Map<String, String> options) {
        this.method = method;
        this.wide = wide;
        this.options = options;
    }

    private static Map<String, String> neural(String... more) {
        Map<String, String> options = new HashMap<>(
                Map.of("hidden", "8", "latent", "3", "relays", "4x6", "batch", "32", "linear.path", "true"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    /** The name of its files. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The bytes that were written once. */
    byte[] artifact() {
        if (GoldenFiles.wanted(id())) {
            GoldenFiles.writeArtifact(id(), ModelArtifact.write(fit()));
        }
        return GoldenFiles.artifact(id());
    }

    ImputationModel fit() {
        List<double[]> rows = rows(ROWS, 1);
        withGaps(rows, 0.2, 2);
        FitSettings settings = new FitSettings(method, 7, Duration.ofSeconds(20), 1, options);
        return Trainers.fit(new Table(features(), rows), settings, Progress.SILENT)
                .with(Supports.REALS);
    }

    private Features features() {
        if (!wide) {
            return new Features(List.of(
                    Feature.continuous("temp"),
                    Feature.continuous("humidity"),
                    Feature.continuous("count"),
                    Feature.binary("alarm"),
                    Feature.categorical("state", List.of("on", "off", "odd"))));
        }
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < WIDE; j++) {
            features.add(Feature.continuous("x" + j));
        }
        features.add(Feature.categorical("state", List.of("on", "off", "odd")));
        return new Features(features);
    }

    /** Records to fill: one without values, one without gaps, and others with every share of gaps in between. */
    List<double[]> records() {
        List<double[]> records = rows(wide ? 6 : 20, 3);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < records.size(); i++) {
            double share = i / (records.size() - 1.0);
            double[] record = records.get(i);
            for (int j = 0; j < record.length; j++) {
                record[j] = random.nextDouble() < share ? Double.NaN : record[j];
            }
        }
        return records;
    }

    private static void withGaps(List<double[]> rows, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (double[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = random.nextDouble() < share ? Double.NaN : row[j];
            }
        }
    }

    private List<double[]> rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(wide ? wideRow(random) : row(random));
        }
        return rows;
    }

    private static double[] row(SplittableRandom random) {
        double warm = nearlyNormal(random);
        double wet = nearlyNormal(random);
        double temp = 20 + 5 * warm;
        double humidity = 55 - 8 * warm + 6 * wet;
        double few = random.nextDouble();
        double count = Math.rint((humidity > 58 ? 30 : 8) * few * few * few);
        boolean alarm = temp > 25 || random.nextDouble() < 0.05;
        int state = humidity > 60 ? 1 : random.nextDouble() < 0.1 ? 2 : 0;
        return new double[] {hundredths(temp), hundredths(humidity), count, alarm ? 1 : 0, state};
    }

    private static double[] wideRow(SplittableRandom random) {
        double first = nearlyNormal(random);
        double second = nearlyNormal(random);
        boolean other = random.nextDouble() < 0.4;
        double[] row = new double[WIDE + 1];
        for (int j = 0; j < WIDE; j++) {
            double slope = (j % 7 - 3) / 2.0;
            row[j] = hundredths(j + slope * first + (other ? 2 - slope : slope) * second + 0.5 * nearlyNormal(random));
        }
        row[WIDE] = other ? 1 : random.nextDouble() < 0.1 ? 2 : 0;
        return row;
    }

    /** Mean 0, sd 1, nearly normal. */
    private static double nearlyNormal(SplittableRandom random) {
        return 2 * (random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5);
    }

    private static double hundredths(double value) {
        return Math.rint(100 * value) / 100;
    }
}
