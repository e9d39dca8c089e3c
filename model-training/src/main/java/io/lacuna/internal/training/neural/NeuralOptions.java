package io.lacuna.internal.training.neural;

import static java.util.Objects.requireNonNull;

import io.lacuna.inference.DecoderTraining;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.training.FitSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of the neural methods, from {@link FitSettings#options} and defaults that follow the table's size. The
 * same rule for every method, so that comparisons are fair.
 */
final class NeuralOptions {
    /** Every option with its default and what it means; {@code auto} = by rule. */
    static final Map<String, List<String>> KNOWN = new LinkedHashMap<>();

    static {
        know("latent", "auto", "length k of the latent code");
        know("hidden", "64x64", "hidden widths of the decoder, such as 64x64; none = a linear decoder");
        know("linear.path", "false", "add a linear map from latent code to output beside the network");
        know("objective", "gaussian", "gaussian (learned noise) or squared-error (as in the papers)");
        know("kl.weight", "1", "weight of the KL to the prior; 0 = reconstruction alone (pe-svi 4.2)");
        know(
                "kl.warmup",
                "auto",
                "share of the epochs in which the KL's weight rises from zero; auto = 0.2 for vae, 0 else");
        know("posterior.sd", "free", "free, or 0 for a point");
        know("epochs", "auto", "passes over the table");
        know("batch", "auto", "records a step");
        know("learning.rate", "0.002", "Adam's rate for decoder, relays and encoder");
        know("posterior.learning.rate", "0.05", "Adam's rate for each record's own parameters");
        know("noise.learning.rate", "0.01", "Adam's rate for the log noise variances");
        know("schedule", "cosine", "cosine (rates fall to zero) or constant");
        know("stop.early", "true", "keep the epoch with the least loss on masked cells of held-out rows");
        know("steps", "auto", "optimizer steps a record when serving");
        know("pace", "auto", "Adam's first rate when serving");
        know("relays", "25x50x100", "sizes of the groups of relays");
        know("relay.ratio", "0.5", "share of each group's relays that a record keeps");
        know("relay.gradient", "all", "all or kept: which coefficients the gradient reaches");
        know(
                "decoder.by",
                "svi",
                "svi, relay or relay-clusters: how pseudo-encoded, gauss-newton and natural-gradient train the decoder");
        know(
                "pseudo.encoder",
                "false",
                "train a pseudo-encoder beside svi and relay too, so that the model can be served with it");
        know("mask.input", "true", "give the encoder the mask beside the zero-filled cells");
        know("iwae.samples", "1", "importance samples of a VAE's bound; 1 = the plain bound");
        know("dropping", "0.5", "highest share of cells hidden at random while a pseudo-encoder is trained");
        know("encoder.epochs", "auto", "passes over the table for a pseudo-encoder");
    }

    private static void know(String name, String defaultValue, String meaning) {
        KNOWN.put(name, List.of(defaultValue, meaning));
    }

    private static final double WARM_UP = 0.2;

    private final Map<String, String> given;
    private final NeuralMethod method;

    /** @throws IllegalArgumentException that names the known options, where one is not known */
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
        } catch (NumberFormatException told) {
            // Told below, as a number out of range is.
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

    /** Widths such as {@code 64x64}; {@code none} = no number. */
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
        } catch (NumberFormatException told) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "option '" + name + "' is widths from 1 to 4096 such as 64x64, or none, not '" + value + "'");
    }

    /** Two numbers a feature's square root: 4 for 4 features, 7 for 12, 35 for 300, 56 for 784. */
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

    /** The decoder's sizes the other way round: from the encoder's input to mean and log sd. */
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

    /** How the decoder is trained: as the method says, or as the option {@code decoder.by} says for it. */
    DecoderTraining decoderTraining() {
        if (method.training() != DecoderTraining.THEN_PSEUDO_ENCODER) {
            return method.training();
        }
        return NeuralMethod.of(choice("decoder.by", "svi", "relay", "relay-clusters"))
                .training();
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

    /** In how many epochs the KL's weight rises. */
    double warmUp(int epochs) {
        double automatic = method.training() == DecoderTraining.WITH_ENCODER ? WARM_UP : 0;
        return (isAuto("kl.warmup") ? automatic : number("kl.warmup", 0, 1)) * epochs;
    }

    /** The KL's weight in an epoch of training, counted from 0. */
    double klWeight(int epoch, int epochs) {
        double rising = warmUp(epochs);
        return objective().klWeight() * (epoch < rising ? epoch / rising : 1);
    }

    /** What the rates are multiplied with in an epoch, counted from 0. */
    double rateFactor(int epoch, int epochs) {
        boolean cosine = choice("schedule", "cosine", "constant").equals("cosine");
        return cosine ? 0.5 * (1 + Math.cos(Math.PI * epoch / epochs)) : 1;
    }

    /** Whether posteriors are points. */
    boolean point() {
        return choice("posterior.sd", "free", "0").equals("0");
    }
}
