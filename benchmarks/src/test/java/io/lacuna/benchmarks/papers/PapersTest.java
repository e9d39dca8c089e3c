package io.lacuna.benchmarks.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.benchmarks.papers.images.PixelCnnTraining;
import io.lacuna.data.Table;
import io.lacuna.internal.evaluation.Masks;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PapersTest {

    @TempDir
    Path folder;

    private final PrintStream terminal = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void keepTheTerminalClean() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveTheTerminalBack() {
        System.setOut(terminal);
    }

    /** Ten sources mixed linearly: eleven columns are linearly dependent, so their Gram determinant vanishes. */
    @Test
    void relayDataHasRankTen() {
        Table table = PaperData.relayArtificial(400, 1);
        assertThat(table.features().size()).isEqualTo(300);
        assertThat(rank(table, 40)).isEqualTo(10);
        assertThat(rank(PaperData.pseudoArtificial(400, 1), 40)).isGreaterThan(20);
    }

    /** Rank of the first rows by Gaussian elimination with full row pivoting. */
    private static int rank(Table table, int rows) {
        double[][] work = new double[rows][];
        for (int i = 0; i < rows; i++) {
            work[i] = table.row(i).clone();
        }
        int rank = 0;
        for (int column = 0; column < 300 && rank < rows; column++) {
            int pivot = rank;
            for (int i = rank; i < rows; i++) {
                pivot = Math.abs(work[i][column]) > Math.abs(work[pivot][column]) ? i : pivot;
            }
            if (Math.abs(work[pivot][column]) < 1e-9) {
                continue;
            }
            double[] swapped = work[rank];
            work[rank] = work[pivot];
            work[pivot] = swapped;
            for (int i = rank + 1; i < rows; i++) {
                double factor = work[i][column] / work[rank][column];
                for (int c = column; c < 300; c++) {
                    work[i][c] -= factor * work[rank][c];
                }
            }
            rank++;
        }
        return rank;
    }

    @Test
    void readsIdxFilesPlainAndGzipped() throws Exception {
        for (String name : new String[] {"two.idx3", "two.idx3.gz"}) {
            Path file = folder.resolve(name);
            OutputStream raw = Files.newOutputStream(file);
            try (DataOutputStream out = new DataOutputStream(name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw)) {
                for (int header : new int[] {0x803, 2, 1, 3}) {
                    out.writeInt(header);
                }
                out.write(new byte[] {0, 51, (byte) 255, 1, 2, 3});
            }
            Table table = PaperData.of(
                    PaperArguments.of(List.of("--mnist", file.toString())), 10, n -> PaperData.relayArtificial(n, 0));
            assertThat(table.size()).isEqualTo(2);
            assertThat(table.row(0)).containsExactly(0, 0.2, 1);
        }
    }

    @Test
    void readsLabelsBesideImages() throws Exception {
        Path images = folder.resolve("few-images-idx3-ubyte");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(images))) {
            for (int header : new int[] {0x803, 2, 2, 2}) {
                out.writeInt(header);
            }
            out.write(new byte[] {0, 51, (byte) 255, 1, 2, 3, 4, 5});
        }
        Path labels = folder.resolve("few-labels-idx1-ubyte");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(labels))) {
            out.writeInt(0x801);
            out.writeInt(2);
            out.write(new byte[] {7, 3});
        }
        PaperImages read = PaperImages.of(PaperArguments.of(List.of("--mnist", images.toString())), 10);
        assertThat(read.labels()).containsExactly(7, 3);
        assertThat(read.width()).isEqualTo(2);
        assertThat(read.table().row(0)).containsExactly(0, 0.2, 1, 1 / 255.0);
    }

    @Test
    void boxesHideWholeSquaresAndDrawnDigitsDiffer() {
        PaperImages drawn = PaperImages.drawn(50, 1);
        Masks masks = PaperImages.boxes(drawn.table(), drawn.width(), 1, new SplittableRandom(1));
        assertThat(masks.count()).isEqualTo(50 * 16);
        for (int i = 0; i < 50; i++) {
            int first = 0;
            while (!masks.hidden()[i][first]) {
                first++;
            }
            assertThat(masks.hidden()[i][first + 3 * drawn.width() + 3]).isTrue();
            assertThat(masks.table().row(i)[first]).isNaN();
        }
        assertThat(drawn.labels()).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(drawn.table().row(0)).isNotEqualTo(drawn.table().row(1));
    }

    @Test
    void theClassifierLearnsWhatCanBeLearnedAndNothingElse() {
        SplittableRandom random = new SplittableRandom(1);
        float[][] codes = new float[600][3];
        int[] labels = new int[600];
        int[] coins = new int[600];
        for (int i = 0; i < codes.length; i++) {
            labels[i] = random.nextInt(10);
            coins[i] = random.nextInt(10);
            for (int a = 0; a < 3; a++) {
                codes[i][a] = (float) (Math.cos(labels[i] * (a + 1)) + 0.05 * random.nextGaussian());
            }
        }
        float[][] train = Arrays.copyOf(codes, 400);
        float[][] test = Arrays.copyOfRange(codes, 400, 600);
        Classifier good = new Classifier(train, Arrays.copyOf(labels, 400), 1);
        good.train(100);
        assertThat(good.accuracy(test, Arrays.copyOfRange(labels, 400, 600))).isGreaterThan(0.95);
        Classifier blind = new Classifier(train, Arrays.copyOf(coins, 400), 1);
        blind.train(20);
        assertThat(blind.accuracy(test, Arrays.copyOfRange(coins, 400, 600))).isLessThan(0.25);
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> PaperArguments.of(List.of("--ful"))).hasMessageContaining("'--ful'");
        assertThatThrownBy(() -> PaperArguments.of(List.of("--seed", "x")).seed())
                .hasMessageContaining("whole number");
    }

    @Test
    void aTableRunsThroughAndLeavesItsFiles() throws Exception {
        new RelayConvergence().run(List.of("--rows", "40", "--epochs", "2", "--out", folder.toString()));
        List<String> lines = Files.readAllLines(folder.resolve("relay-convergence-artificial.csv"));
        assertThat(lines).hasSize(1 + 2 * 3 * 3);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("epochs to SVI's end");
        assertThat(Files.readString(folder.resolve("relay-convergence-artificial-0.5-0.05.svg")))
                .contains("elastic metric")
                .endsWith("</svg>\n");
    }

    @Test
    void theTableOfBoundsRunsThroughAndLeavesItsFiles() throws Exception {
        Path csv = folder.resolve("small.csv");
        Files.writeString(csv, "a,b,c\n" + "1.5,2,3\n2.5,1,4\n0.5,2.5,1\n".repeat(15));
        new Bounds().run(List.of("--csv", csv.toString(), "--epochs", "1", "--out", folder.toString()));
        assertThat(Files.readAllLines(folder.resolve("bounds-small.csv")))
                .hasSize(1 + 16)
                .anyMatch(line -> line.startsWith("bsvi-9-pi,encoder,"));
    }

    @Test
    void theTablesOfQaviOfTrainingByBoundsAndOfSwappedCellsRunThrough() throws Exception {
        Path csv = folder.resolve("small.csv");
        Files.writeString(csv, "a,b,c\n" + "1.5,2,3\n2.5,1,4\n0.5,2.5,1\n".repeat(20));
        List<String> small = List.of(
                "--csv", csv.toString(), "--rows", "30", "--epochs", "1", "--latent", "2", "--out", folder.toString());
        new Qavi().run(small);
        assertThat(Files.readAllLines(folder.resolve("qavi-small.csv")))
                .hasSize(1 + 19)
                .allMatch(line -> line.split(",").length == 8)
                .anyMatch(line -> line.startsWith("half of the cells,qavi-mixture,"))
                .anyMatch(line -> line.startsWith("half of the cells,vaeac,"))
                .anyMatch(line -> line.startsWith("half of the cells,two levels: qavi both,"));
        new BsviTraining().run(small);
        assertThat(Files.readAllLines(folder.resolve("bsvi-training-small.csv")))
                .hasSize(1 + 9);
        new SwappedCells().run(List.of("--csv", csv.toString(), "--seconds", "1", "--out", folder.toString()));
        assertThat(Files.readAllLines(folder.resolve("surprise-small.csv"))).hasSize(1 + 2 * 3);
    }

    @Test
    void theAreaUnderTheCurveCountsPairsInOrder() {
        assertThat(SwappedCells.area(
                        List.of(new double[] {1, 0}, new double[] {2, 1}, new double[] {2, 0}, new double[] {3, 1})))
                .isEqualTo((1 + 0.5 + 1 + 1) / 4);
    }

    @Test
    void theTablesOnImagesRunThroughAndLeaveTheirFiles() throws Exception {
        List<String> small = List.of("--rows", "40", "--epochs", "1", "--out", folder.toString());
        new RelayProgress().run(small);
        new PixelCnnTraining().run(small);
        assertThat(Files.readAllLines(folder.resolve("pixel-cnn-drawn.csv")))
                .hasSize(1 + 4)
                .anyMatch(line -> line.startsWith("BSVI-9-SIR,"));
        assertThat(ImageIO.read(folder.resolve("relay-progress-drawn.png").toFile())
                        .getWidth())
                .isEqualTo(6 * 28 * 3);
        new Boxes().run(small);
        assertThat(Files.readAllLines(folder.resolve("boxes-drawn.csv"))).hasSize(1 + 2 * 2 * 3);
    }
}
