package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.benchmarks.papers.WholeThenHoles.SplitTable;
import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.evaluation.Masks;
import java.util.Arrays;
import java.util.List;

/**
 * relay-vi appendix E, figure 11: images with 10 and 20 missing boxes of 4 x 4 pixels, in training and in test; Relay
 * VI compared with SVI (the paper's VAD) and VAE. Errors are in units of the standard deviation of all pixels.
 */
public final class Boxes implements Benchmark {
    private static final int[] BOXES = {10, 20};

    @Override
    public String description() {
        return "relay-vi fig. 11: images with 10 and 20 missing boxes [--labels IDX-FILE] " + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        PaperImages images = PaperImages.of(requested, requested.full() ? 12_500 : 1000);
        SplitTable split = SplitTable.of(images.table(), requested.seed());
        double[] sd = unit(split.train());
        int epochs = requested.number("epochs", requested.full() ? 250 : 40);
        String name = "boxes-" + PaperImages.name(requested);
        ResultTable results = new ResultTable("boxes", "posterior rate", "method", "seen", "unseen", "unseen rmse");
        SvgPlot plot = new SvgPlot("relay-vi fig. 11", "boxes missing", "elastic metric, unseen pixels");
        for (int boxes : BOXES) {
            Masks train =
                    PaperImages.boxes(split.train(), images.width(), boxes, Seeds.random(requested.seed(), "missing"));
            Masks test =
                    PaperImages.boxes(split.test(), images.width(), boxes, Seeds.random(requested.seed(), "holes"));
            for (double rate : new double[] {0.001, 0.05}) {
                for (NeuralMethod method : RelayTest.METHODS) {
                    PaperModel.Losses losses = PaperModel.fit(train.table(), method, rate, epochs, requested.seed())
                            .losses(split.test(), test, sd);
                    results.row(boxes, rate, method.id(), losses.observed(), losses.hidden(), losses.rmse());
                    plot.point(method.id() + " at rate " + rate, boxes, losses.hidden());
                }
            }
        }
        results.write(requested.result(name + ".csv"));
        plot.write(requested.result(name + ".svg"));
    }

    /** One unit for all pixels: pixels at the border hardly vary, and their own unit would make errors very large. */
    static double[] unit(Table train) {
        double[] sd = Standardizer.fit(train).sd();
        double square = Arrays.stream(sd).map(s -> s * s).sum() / sd.length;
        double[] unit = new double[sd.length];
        Arrays.fill(unit, Math.sqrt(square));
        return unit;
    }
}
