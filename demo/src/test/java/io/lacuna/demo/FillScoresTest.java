package io.lacuna.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.demo.feed.Feed;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

class FillScoresTest {
    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("far"), Feature.categorical("state", List.of("a", "b", "c"))));
    private static final Schema SCHEMA =
            SchemaBuilder.record("Row").fields().optionalInt("unused").endRecord();

    /** Every figure is computed again directly, on a table whose values are far from zero. */
    @Test
    void figuresAreThoseOfTheirDefinitions() {
        double nan = Double.NaN;
        double[][] truth = {{1e6, 0}, {1e6 + 4, 1}, {1e6 + 8, 1}, {1e6 + 2, 2}, {nan, nan}, {1e6 + 6, 1}};
        double[][] observed = {{nan, nan}, {1e6 + 4, 1}, {nan, 1}, {1e6 + 2, nan}, {nan, nan}, {nan, nan}};
        double[][] filled = {{1e6 + 1, 1}, {0, 0}, {1e6 + 8, 0}, {0, 2}, {7, 0}, {1e6 + 3, 1}};

        double[][] alone = {{1e6 + 2, 2}, {0, 0}, {1e6 + 8, 0}, {0, 2}, {7, 0}, {nan, nan}};

        FillScores scores = new FillScores(FEATURES);
        List<FillScores.Expected> expected = new ArrayList<>();
        for (int i = 0; i < truth.length; i++) {
            expected.add(scores.sent(new Feed.Row(null, truth[i], observed[i], new GenericData.Record(SCHEMA))));
        }
        for (int i = 0; i < truth.length; i++) {
            scores.filled(expected.get(i), filled[i], alone[i], new FillScores.Part(i >= 3, 1));
        }

        double sd = Math.sqrt((16 + 0 + 16 + 4 + 4) / 5.0); // of 0, 4, 8, 2, 6 around 4
        double mean = 3; // of the observed 4 and 2, not of the true values
        FillScores.Score far = scores.scores().get(0);
        assertThat(far.cells()).isEqualTo(3);
        assertThat(far.lacuna()).isCloseTo(Math.sqrt((1 + 0 + 9) / 3.0) / sd, within(1e-9));
        // true values 0, 8, 6
        assertThat(far.mean()).isCloseTo(Math.sqrt((mean * mean + 25 + 9) / 3.0) / sd, within(1e-9));
        // Nothing before the first row, so the mean; 4 before the third; 2 before the last.
        assertThat(far.carried()).isCloseTo(Math.sqrt((9 + 16 + 16) / 3.0) / sd, within(1e-9));

        // Where the model alone is not known, its fill counts as the one that was made.
        assertThat(far.alone()).isCloseTo(Math.sqrt((4 + 0 + 9) / 3.0) / sd, within(1e-9));

        // Squared errors less 1, 0, 9: of the model alone 4, 0, 9; of the last values 16, 16, where there was one.
        assertThat(scores.lead("far")).isCloseTo(Math.min(1, (11.5) / 4.5), within(1e-9));

        FillScores.Score state = scores.scores().get(1);
        assertThat(state.cells()).isEqualTo(3);
        assertThat(state.lacuna()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(state.alone()).isCloseTo(1 / 3.0, within(1e-12)); // only the first is wrong
        assertThat(state.mean()).isCloseTo(2 / 3.0, within(1e-12)); // b everywhere; true labels a, c, b
        assertThat(state.carried()).isCloseTo(2 / 3.0, within(1e-12)); // nothing, b, b
        // Before the drift the true values 0 and 8 were scored, with standard deviation 4; after it only one value,
        // without variance.
        assertThat(scores.byPart().get(new FillScores.Part(false, 1)))
                .isCloseTo(Math.sqrt((1 + 0) / 2.0) / 4, within(1e-9));
        assertThat(scores.byPart().get(new FillScores.Part(true, 1))).isCloseTo(3 / sd, within(1e-9));
        assertThat(scores.continuous().cells()).isEqualTo(3);
        assertThat(scores.continuous().lacuna()).isCloseTo(far.lacuna(), within(1e-12));
        assertThat(scores.categories().carried()).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void theLastValueIsThatOfTheSameKey() {
        double nan = Double.NaN;
        FillScores scores = new FillScores(FEATURES);
        scores.sent(row("a", 10, 10));
        scores.sent(row("b", 50, 50));
        FillScores.Expected ofA = scores.sent(row("a", 12, nan));
        FillScores.Expected ofC = scores.sent(row("c", 90, nan));

        assertThat(ofA.carried()[0]).isEqualTo(10);
        assertThat(ofC.carried()[0]).isNaN();
    }

    private static Feed.Row row(String key, double truth, double observed) {
        return new Feed.Row(key, new double[] {truth, 0}, new double[] {observed, 0}, new GenericData.Record(SCHEMA));
    }

    @Test
    void nothingScoredYetIsNoError() {
        FillScores.Score none = new FillScores(FEATURES).continuous();
        assertThat(none.cells()).isZero();
        assertThat(none.lacuna()).isZero();
    }
}
