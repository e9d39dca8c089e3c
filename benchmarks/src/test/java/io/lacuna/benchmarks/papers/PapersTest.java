package io.lacuna.benchmarks.papers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.data.Table;
import java.io.DataOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PapersTest {

    @TempDir
    Path folder;

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
        assertThat(Files.readString(folder.resolve("relay-convergence-artificial-0.5-0.05.svg")))
                .contains("elastic metric")
                .endsWith("</svg>\n");
    }
}
