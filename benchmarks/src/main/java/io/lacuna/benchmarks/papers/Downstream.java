package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import java.util.Arrays;
import java.util.List;

/**
 * relay-vi figure 5: a classifier with one hidden layer is trained on the latent codes of partial images and tested on
 * those of held-out images; Relay VI compared with SVI (the paper's VAD) and VAE, with shares of missing pixels from 0
 * to 0.9. The codes of training images are also inferred with the decoder fixed, as those of test images are.
 */
public final class Downstream implements Benchmark {
    private static final double[] MISSING = {0, 0.5, 0.9};
    private static final double[] FULL_MISSING = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    private static final int CLASSIFIER_EPOCHS = 250;

    @Override
    public String description() {
        return "relay-vi fig. 5: classifier on latent codes of partial images [--labels IDX-FILE] "
                + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        PaperImages images = PaperImages.of(requested, requested.full() ? 12_500 : 1500);
        int test = images.labels().length / 5;
        int epochs = requested.number("epochs", requested.full() ? 250 : 100);
        String name = "downstream-" + PaperImages.name(requested);
        ResultTable results = new ResultTable(
                "missing", "posterior rate", "method", "test loss at 10%", "test loss at end", "accuracy", "majority");
        SvgPlot plot = new SvgPlot("relay-vi fig. 5", "share missing", "accuracy on held-out images");
        int[] order =
                java.util.stream.IntStream.range(0, images.labels().length).toArray();
        int[] trained = Arrays.copyOfRange(order, test, order.length);
        int[] held = Arrays.copyOf(order, test);
        for (double missing : requested.full() ? FULL_MISSING : MISSING) {
            Masks masks = Masks.completelyAtRandom(images.table(), missing, Seeds.random(requested.seed(), "missing"));
            for (double rate : requested.full() ? new double[] {0.001} : RelayTest.POSTERIOR_RATES) {
                for (NeuralMethod method : RelayTest.METHODS) {
                    PaperModel model =
                            PaperModel.fit(masks.table().select(trained), method, rate, epochs, requested.seed());
                    Classifier classifier = new Classifier(
                            model.codes(masks.table().select(trained)), labels(images, trained), requested.seed());
                    float[][] codes = model.codes(masks.table().select(held));
                    int[] labels = labels(images, held);
                    classifier.train(CLASSIFIER_EPOCHS / 10);
                    double early = classifier.loss(codes, labels);
                    classifier.train(CLASSIFIER_EPOCHS - CLASSIFIER_EPOCHS / 10);
                    double accuracy = classifier.accuracy(codes, labels);
                    double loss = classifier.loss(codes, labels);
                    results.row(missing, rate, method.id(), early, loss, accuracy, majority(labels));
                    plot.point(method.id() + " at " + rate, missing, accuracy);
                }
            }
        }
        results.write(requested.result(name + ".csv"));
        plot.write(requested.result(name + ".svg"));
    }

    private static int[] labels(PaperImages images, int[] places) {
        return Arrays.stream(places).map(place -> images.labels()[place]).toArray();
    }

    /** The share of correct labels if the most frequent label is always chosen. */
    private static double majority(int[] labels) {
        int[] counts = new int[10];
        for (int label : labels) {
            counts[label]++;
        }
        return Arrays.stream(counts).max().orElse(0) / (double) labels.length;
    }
}
