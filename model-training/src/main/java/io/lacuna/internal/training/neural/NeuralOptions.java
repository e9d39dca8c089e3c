package io.lacuna.internal.training.neural;

import static java.util.Objects.requireNonNull;

import io.lacuna.data.Table;
import io.lacuna.inference.DecoderTraining;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.HeadFamilies;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.training.FitSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of the neural methods, from {@link FitSettings#options} and defaults that depend on the table's size. All
 * methods use the same rules, so that comparisons are fair.
 */
final class NeuralOptions {
    /** Every option with its default and its meaning; {@code auto} means by rule. */
    static final Map<String, List<String>> KNOWN = new LinkedHashMap<>();

    static {
        know("latent", "auto", "length k of the latent code");
        know("hidden", "64x64", "hidden widths of the decoder, such as 64x64; none = a linear decoder");
        know("linear.path", "false", "add a linear map from latent code to output to the network");
        know("objective", "gaussian", "gaussian (learned noise) or squared-error (as in the papers)");
        know(
                "numbers",
                "gaussian",
                "family of numbers given the code: gaussian, student-t, discretized-logistic or continuous-bernoulli;"
                        + " or NAME=FAMILY;NAME=FAMILY, gaussian for the others");
        know("kl.weight", "1", "weight of the KL to the prior; 0 = reconstruction only (pe-svi 4.2)");
        know(
                "kl.warmup",
                "auto",
                "share of the epochs in which the KL's weight rises from zero; auto = 0.2 for vae, otherwise 0");
        know("kl.start", "0", "the KL's weight in the first epoch, as a share of its last one; 0.1 in buffered-svi");
        know("posterior.sd", "free", "free, or 0 for a point");
        know(
                "bound",
                "elbo",
                "bound of the log likelihood that trains the decoder: elbo, svi, iwae, bsvi, bsvi-ds, bsvi-pi, bsvi-sir or"
                        + " bsvi-sir-pi");
        know("bound.steps", "9", "steps of SVI per record and epoch for such a bound; iwae has one draw more");
        know("bound.optimizer", "adam", "these steps with an encoder: adam, or momentum as in buffered-svi");
        know("bound.rate", "auto", "rate of these steps with an encoder; auto = 0.1 for adam, 1 for momentum");
        know("epochs", "auto", "passes over the table");
        know("batch", "auto", "records per step");
        know("optimizer", "adam", "adam, or amsgrad as in buffered-svi: how the networks are trained");
        know("gradient.clip", "none", "largest norm of a network's gradient; 5 in buffered-svi, none for no limit");
        know("learning.rate", "0.002", "Adam's rate for decoder, relays and encoder");
        know("posterior.learning.rate", "0.05", "Adam's rate for the parameters of each record");
        know("noise.learning.rate", "0.01", "Adam's rate for the log noise variances");
        know("schedule", "cosine", "cosine (rates fall to zero) or constant");
        know("stop.early", "true", "keep the epoch with the smallest loss on masked cells of held-out rows");
        know("hold.out", "true", "mask cells of some rows, which choose the epoch; false = learn from all cells");
        know("steps", "auto", "optimizer steps per record in serving");
        know("pace", "auto", "Adam's first rate in serving");
        know(
                "samples",
                "auto",
                "draws per step of qavi, qavi-feature (10), qavi-mixture and qavi-flow (20) in serving");
        know("beta", "1", "weight of the KL in the serving of qavi and its richer forms");
        know("relays", "25x50x100", "sizes of the groups of relays");
        know("relay.ratio", "0.5", "share of each group's relays that a record keeps");
        know("relay.gradient", "all", "all or kept: which coefficients the gradient reaches");
        know(
                "decoder.by",
                "svi",
                "svi, relay or relay-clusters: how the methods with a pseudo-encoder train the decoder");
        know(
                "pseudo.encoder",
                "false",
                "also train a pseudo-encoder with svi and relay, so that it can serve the model");
        know("mask.input", "true", "give the encoder the mask in addition to the zero-filled cells");
        know("iwae.samples", "1", "importance samples of a VAE's bound; 1 = the plain bound");
        know(
                "dropping",
                "0.5",
                "largest share of cells hidden at random while a pseudo-encoder or a second encoder is trained");
        know("encoder.epochs", "auto", "passes over the table for a pseudo-encoder or a second encoder");
    }

    private static void know(String name, String defaultValue, String meaning) {
        KNOWN.put(name, List.of(defaultValue, meaning));
    }

    private static final double WARM_UP = 0.2;

    private final Map<String, String> given;
    private final NeuralMethod method;

    /**
     * @throws IllegalArgumentException if an option is unknown; the message names the known ones
     */
    NeuralOptions(NeuralMethod method, FitSettings settings) {
        this.method = method;
        given = settings.options();
        for (String name : given.keySet()) {
            if (!KNOWN.containsKey(name)) {
                throw new IllegalArgumentException("method '" + method.id() + "' has no option '" + name
                        + "'; known are " + String.join(", ", KNOWN.keySet()));
            }
        }
    }

    String text(String name) {
        return given.getOrDefault(name, requireNonNull(KNOWN.get(name)).get(0));
    }

    boolean isAuto(String name) {
        return text(name).equals("auto");
    }

    boolean flag(String name) {
        return choice(name, "true", "false").equals("true");
    }

    String choice(String name, String... allowed) {
        String value = text(name);
        if (!Arrays.asList(allowed).contains(value)) {
            throw new IllegalArgumentException(
                    "option '" + name + "' is one of " + String.join(", ", allowed) + ", not '" + value + "'");
        }
        return value;
    }

    double number(String name, double least, double most) {
        try {
            double value = Double.parseDouble(text(name));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException reported) {
            // Reported below, together with numbers out of range.
        }
        throw new IllegalArgumentException(
                "option '" + name + "' is a number from " + least + " to " + most + ", not '" + text(name) + "'");
    }

    int integer(String name, int least, int most) {
        double value = number(name, least, most);
        if (value != Math.rint(value)) {
            throw new IllegalArgumentException("option '" + name + "' is a whole number, not '" + text(name) + "'");
        }
        return (int) value;
    }

    int integerOr(String name, int automatic, int least, int most) {
        return isAuto(name) ? automatic : integer(name, least, most);
    }

    /** Widths such as {@code 64x64}; {@code none} means no layer. */
    int[] widths(String name) {
        String value = text(name);
        if (value.equals("none")) {
            return new int[0];
        }
        try {
            int[] widths = Arrays.stream(value.split("[x,]"))
                    .mapToInt(part -> Integer.parseInt(part.trim()))
                    .toArray();
            if (Arrays.stream(widths).allMatch(width -> width >= 1 && width <= 4096)) {
                return widths;
            }
        } catch (NumberFormatException reported) {
            // Reported below.
        }
        throw new IllegalArgumentException(
                "option '" + name + "' is widths from 1 to 4096 such as 64x64, or none, not '" + value + "'");
    }

    /**
     * Default: 2 times the square root of the number of features, from 2 to 64. That is 4 for 4 features, 7 for 12, 35
     * for 300, 56 for 784.
     */
    int latent(int features) {
        return integerOr("latent", (int) Math.max(2, Math.min(64, Math.round(2 * Math.sqrt(features)))), 1, 1024);
    }

    int[] decoderSizes(int features, int outputs) {
        int[] hidden = widths("hidden");
        if (hidden.length > 3) {
            throw new IllegalArgumentException("option 'hidden' takes 0 to 3 layers, not " + hidden.length);
        }
        int[] sizes = new int[hidden.length + 2];
        sizes[0] = latent(features);
        System.arraycopy(hidden, 0, sizes, 1, hidden.length);
        sizes[sizes.length - 1] = outputs;
        return sizes;
    }

    /** The decoder's sizes in reverse order, from the encoder's input to mean and log sd. */
    int[] encoderSizes(int features, int outputs, int inputs) {
        int[] decoder = decoderSizes(features, outputs);
        int[] sizes = new int[decoder.length];
        for (int l = 0; l < sizes.length; l++) {
            sizes[l] = decoder[sizes.length - 1 - l];
        }
        sizes[0] = inputs;
        sizes[sizes.length - 1] = 2 * decoder[0];
        return sizes;
    }

    /**
     * How the decoder is trained, according to the method or, if the method leaves it open, to the option {@code
     * decoder.by}.
     */
    DecoderTraining decoderTraining() {
        if (method.training() != DecoderTraining.THEN_PSEUDO_ENCODER) {
            return method.training();
        }
        return NeuralMethod.of(choice("decoder.by", "svi", "relay", "relay-clusters"))
                .training();
    }

    /** Whether decoder and encoder are trained together. */
    boolean withEncoder() {
        return switch (method.training()) {
            case WITH_ENCODER, THEN_RETUNED_ENCODER, THEN_MATCHED_ENCODER -> true;
            case FREE_POSTERIORS, RELAYS, RELAY_CLUSTERS, THEN_PSEUDO_ENCODER -> false;
        };
    }

    /** Whether a pseudo-encoder is trained after the decoder. */
    boolean pseudoEncoder() {
        return method.training() == DecoderTraining.THEN_PSEUDO_ENCODER || flag("pseudo.encoder");
    }

    boolean linearPath() {
        return flag("linear.path");
    }

    Objective objective() {
        boolean squared = choice("objective", "gaussian", "squared-error").equals("squared-error");
        return new Objective(squared, number("kl.weight", 0, 100));
    }

    /** Gives a network the optimizer of the options. */
    void prepare(TrainableNetwork network) {
        if (choice("optimizer", "adam", "amsgrad").equals("amsgrad")) {
            network.keepHighestMoments();
        }
        if (!text("gradient.clip").equals("none")) {
            network.clip(number("gradient.clip", 1e-6, 1e6));
        }
    }

    /** The heads of a table's features, with the families of numbers that the option names. */
    OutputHead[] heads(Table table, Standardizer standardizer) {
        OutputHead[] heads = HeadFamilies.of(table, standardizer.mean(), standardizer.sd(), text("numbers"));
        if (objective().squaredError() && !HeadFamilies.allNormal(heads)) {
            throw new IllegalArgumentException("option 'numbers' needs objective=gaussian");
        }
        return heads;
    }

    /** The number of epochs in which the weight of the KL divergence rises. */
    double warmUp(int epochs) {
        double automatic = withEncoder() ? WARM_UP : 0;
        return (isAuto("kl.warmup") ? automatic : number("kl.warmup", 0, 1)) * epochs;
    }

    /** The weight of the KL divergence in an epoch, counted from 0. */
    double klWeight(int epoch, int epochs) {
        double rising = warmUp(epochs);
        double first = number("kl.start", 0, 1);
        return objective().klWeight() * (epoch < rising ? first + (1 - first) * epoch / rising : 1);
    }

    /** The factor for all rates in an epoch, counted from 0. */
    double rateFactor(int epoch, int epochs) {
        boolean cosine = choice("schedule", "cosine", "constant").equals("cosine");
        return cosine ? 0.5 * (1 + Math.cos(Math.PI * epoch / epochs)) : 1;
    }

    /** Whether posteriors are points. */
    boolean point() {
        return choice("posterior.sd", "free", "0").equals("0");
    }
}
