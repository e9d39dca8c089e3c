package io.lacuna.benchmarks.papers.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.benchmarks.papers.images.BufferedTraining.Kind;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.neural.bound.LocalSteps;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PixelCnnTest {

    private static double[] logs(PixelCnn decoder, double[][] images, double[] code) {
        Tape tape = new Tape();
        return decoder.logProbability(tape, images, tape.constant(Batches.copies(code, images.length))).value;
    }

    private static double[][] allImages(int pixels) {
        double[][] all = new double[1 << pixels][pixels];
        for (int i = 0; i < all.length; i++) {
            int bits = i;
            Arrays.setAll(all[i], p -> bits >> p & 1);
        }
        return all;
    }

    /** The mean of log p(x) for a code of one number, by the trapezoidal rule. */
    private static double integral(PixelCnn decoder, double[][] images) {
        double[] sum = new double[images.length];
        double step = 0.05;
        for (int i = -120; i <= 120; i++) {
            double at = step * i;
            double[] logs = logs(decoder, images, new double[] {at});
            for (int r = 0; r < sum.length; r++) {
                sum[r] += step * Math.exp(logs[r] - 0.5 * at * at) / Math.sqrt(2 * Math.PI);
            }
        }
        return Arrays.stream(sum).map(Math::log).average().orElseThrow();
    }

    @Test
    void theProbabilitiesOfAllImagesSumToOne() {
        PixelCnn decoder = new PixelCnn(3, 2, 3, 2, Seeds.random(1, "pixel cnn test"));
        double[] logs = logs(decoder, allImages(9), new double[] {0.4, -1.3});
        assertThat(Arrays.stream(logs).map(Math::exp).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void laterPixelsReadAMissingOneSoItDoesNotDropOut() {
        PixelCnn decoder = new PixelCnn(3, 2, 3, 2, Seeds.random(1, "pixel cnn test"));
        double[][] images = {{0, 0, 0, 0, 0, 0, 0, 0, 1}, {0, 0, 0, 0, 1, 0, 0, 0, 1}};
        double[] code = {0.4, -1.3};
        double[] whole = logs(decoder, images, code);
        for (double[] image : images) {
            image[8] = 0;
        }
        double[] other = logs(decoder, images, code);
        assertThat(whole[0] - other[0]).isNotCloseTo(whole[1] - other[1], within(1e-3));
    }

    /** With a code of one number, log p(x) is an integral. */
    @Test
    void boundsOfTrainedModelsAreBelowTheIntegralAndAboveThatOfTheStart() {
        SplittableRandom random = Seeds.random(3, "striped");
        double[][] images = new double[60][9];
        for (double[] image : images) {
            boolean upright = random.nextBoolean();
            Arrays.setAll(image, p -> (upright ? p % 3 : p / 3) == 1 == random.nextDouble() < 0.9 ? 1 : 0);
        }
        for (Kind kind : Kind.values()) {
            BufferedTraining model = new BufferedTraining(3, 1, 8, 2, 1, LocalSteps.Rule.adam(0.1), 5);
            double before = model.bounds(images, 0, Seeds.random(1, "test")).elbo();
            model.train(images, kind, 3, new Shape(9, 1, 8, 40, 20), 5);
            double integral = integral(model.decoder(), images);
            double buffered = model.bounds(images, 30, Seeds.random(1, "test")).buffered();
            assertThat(buffered).as("%s", kind).isBetween(integral - 0.3, integral + 0.1);
            assertThat(model.bounds(images, 0, Seeds.random(1, "test")).elbo())
                    .as("%s", kind)
                    .isGreaterThan(before + 0.5);
        }
    }
}
