package io.lacuna.benchmarks.papers;

import io.lacuna.benchmarks.Benchmark;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.evaluation.Masks;
import io.lacuna.internal.inference.neural.RelayProgression;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * relay-vi figure 7: how the groups of relays build an image step by step, with half of the pixels missing. Each row of
 * the picture is one image: decoded from the relays of the first group, of the first two, of all three, of all with the
 * residual; then what inference used (missing pixels grey), and the image itself. The table gives the error of each
 * stage on all pixels.
 */
public final class RelayProgress implements Benchmark {
    private static final int SHOWN = 10;
    private static final int SCALE = 3;
    private static final String[] STAGES = {"group 1", "groups 1-2", "groups 1-3", "with residual"};

    @Override
    public String description() {
        return "relay-vi fig. 7: reconstruction group by group, as a picture [--labels IDX-FILE] "
                + PaperArguments.USAGE;
    }

    @Override
    public void run(List<String> arguments) throws Exception {
        PaperArguments requested = PaperArguments.of(arguments);
        PaperImages images = PaperImages.of(requested, requested.full() ? 10_000 : 1500);
        int epochs = requested.number("epochs", requested.full() ? 250 : 60);
        Masks masks = Masks.completelyAtRandom(images.table(), 0.5, Seeds.random(requested.seed(), "missing"));
        PaperModel model = PaperModel.fit(
                masks.table(), NeuralMethod.RELAY, requested.full() ? 0.001 : 0.05, epochs, requested.seed());
        RelayProgression progression = new RelayProgression(model.member().model());
        double[] square = new double[STAGES.length];
        int width = images.width();
        int height = images.table().features().size() / width;
        int shown = Math.min(SHOWN, images.labels().length);
        BufferedImage picture =
                new BufferedImage(6 * width * SCALE, shown * height * SCALE, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < shown; i++) {
            double[] truth = images.table().row(i);
            float[][] means = progression.of(model.cells(masks.table().row(i)));
            for (int stage = 0; stage < STAGES.length; stage++) {
                double[] told = model.decode(means[stage]);
                for (int j = 0; j < told.length; j++) {
                    square[stage] += (told[j] - truth[j]) * (told[j] - truth[j]) / (told.length * shown);
                }
                paint(picture, stage, i, width, told);
            }
            paint(picture, 4, i, width, masks.table().row(i));
            paint(picture, 5, i, width, truth);
        }
        String name = "relay-progress-" + PaperImages.name(requested);
        ResultTable results = new ResultTable("stage", "rmse on all pixels");
        for (int stage = 0; stage < STAGES.length; stage++) {
            results.row(STAGES[stage], Math.sqrt(square[stage]));
        }
        results.write(requested.result(name + ".csv"));
        write(picture, requested.result(name + ".png"));
    }

    private static void paint(BufferedImage picture, int column, int row, int width, double[] pixels) {
        int height = pixels.length / width;
        for (int p = 0; p < pixels.length; p++) {
            double value = Double.isNaN(pixels[p]) ? 0.5 : Math.max(0, Math.min(1, pixels[p]));
            for (int s = 0; s < SCALE * SCALE; s++) {
                picture.getRaster()
                        .setSample(
                                (column * width + p % width) * SCALE + s % SCALE,
                                (row * height + p / width) * SCALE + s / SCALE,
                                0,
                                (int) Math.round(255 * value));
            }
        }
    }

    private static void write(BufferedImage picture, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        ImageIO.write(picture, "png", file.toFile());
        System.out.println("written: " + file);
    }
}
