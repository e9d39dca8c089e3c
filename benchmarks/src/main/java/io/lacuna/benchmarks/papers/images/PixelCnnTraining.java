package io.lacuna.benchmarks.papers.images;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.PaperArguments;
import io.lacuna.benchmarks.papers.PaperImages;
import io.lacuna.benchmarks.papers.ResultTable;
import io.lacuna.benchmarks.papers.images.BufferedTraining.Bounds;
import io.lacuna.benchmarks.papers.images.BufferedTraining.Kind;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.neural.bound.LocalSteps;
import java.util.Arrays;
import java.util.List;

/**
 * buffered-svi, tables 1 to 3, small: a VAE with a PixelCNN as decoder, trained by the ELBO, by IWAE-10, by SVI-10 and by
 * BSVI-9-SIR on complete images of 14 x 14 bits. Log-likelihood: BSVI with the draws of all steps from the encoder; ELBO* and
 * KL* after these steps.
 */
public final class PixelCnnTraining implements Benchmark {
    private static final int SIDE = 14;
    private static final int LATENT = 8;
    private static final int HIDDEN = 64;
    private static final double LIT = 0.5;

    /** Of Adam for the steps of SVI, as with {@code bound.rate=auto}; {@code --published}: SGD with momentum. */
    private static final double LOCAL_RATE = 0.1;

    @Override
    public String description() {
        return "buffered-svi tables 1-3: PixelCNN decoder trained by ELBO, IWAE, SVI and BSVI-SIR " + "[--published] "
                + PaperArguments.USAGE;
    }

    private record Method(String name, Kind kind, int steps) {}

    private static final List<Method> METHODS = List.of(
            new Method("VAE", Kind.SVI, 0),
            new Method("IWAE-10", Kind.IWAE, 9),
            new Method("SVI-10", Kind.SVI, 10),
            new Method("BSVI-9-SIR", Kind.BSVI_SIR, 9));

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        boolean full = requested.full();
        double[][] images = PaperImages.of(requested, full ? 10_000 : 600).halved().stream()
                .map(row -> Arrays.stream(row).map(v -> v > LIT ? 1 : 0).toArray())
                .toArray(double[][]::new);
        int held = Math.min(images.length / 5, full ? 500 : 100);
        double[][] test = Arrays.copyOf(images, held);
        double[][] train = Arrays.copyOfRange(images, held, images.length);
        int epochs = requested.number("epochs", full ? 200 : 20);
        int steps = full ? 500 : 100;
        Shape shape = new Shape(SIDE * SIDE, LATENT, HIDDEN, epochs, 50);
        LocalSteps.Rule rule = requested.published() ? LocalSteps.Rule.PAPER : LocalSteps.Rule.adam(LOCAL_RATE);
        ResultTable results = new ResultTable(
                "trained by", "log-likelihood", "ELBO*", "KL*", "reconstruction*", "ELBO of encoder", "seconds");
        for (Method method : METHODS) {
            long start = System.nanoTime();
            BufferedTraining model =
                    new BufferedTraining(SIDE, LATENT, HIDDEN, full ? 32 : 8, full ? 6 : 2, rule, requested.seed());
            model.train(train, method.kind, method.steps, shape, requested.seed());
            double seconds = (System.nanoTime() - start) / 1e9;
            Bounds found = model.bounds(test, steps, Seeds.random(1, "bounds"));
            results.row(
                    method.name,
                    found.buffered(),
                    found.elbo(),
                    found.divergence(),
                    -(found.elbo() + found.divergence()),
                    model.bounds(test, 0, Seeds.random(2, "bounds")).elbo(),
                    String.format("%.0f", seconds));
        }
        results.write(requested.result("pixel-cnn-" + PaperImages.name(requested) + ".csv"));
    }
}
