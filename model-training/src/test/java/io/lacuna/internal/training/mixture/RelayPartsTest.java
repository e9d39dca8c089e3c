package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.internal.numerics.Normal;
import io.lacuna.internal.relay.RelayMixture;
import io.lacuna.internal.relay.ServingRule;
import io.lacuna.training.FitSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The small parts of a fit: rows, patterns, parameters, spaces, options. */
class RelayPartsTest {
    private static final double GAP = Double.NaN;

    private static RelayRows rows() {
        return new RelayRows(
                new double[][] {{1, GAP}, {3, GAP}, {GAP, GAP}},
                new int[][] {{0, -1}, {2, -1}, {-1, -1}},
                new int[] {3, 2},
                new double[] {1, 3, 5});
    }

    @Test
    void columnMeansAreWeightedAndOfObservedCells() {
        assertThat(rows().columnMeans()).containsExactly(2.5, 0);
        assertThat(rows().size()).isEqualTo(3);
        assertThat(rows().continuous()).isEqualTo(2);
    }

    @Test
    void columnSharesCountHalfACellMoreOfEachLabel() {
        double[][] shares = rows().columnShares();
        assertThat(shares[0]).containsExactly(new double[] {1.5 / 5.5, 0.5 / 5.5, 3.5 / 5.5}, within(1e-15));
        assertThat(shares[1]).containsExactly(0.5, 0.5);
    }

    @Test
    void someRowsAreTakenWithOtherWeights() {
        RelayRows some = rows().select(new int[] {2, 0}, new double[] {7, 8});
        assertThat(some.size()).isEqualTo(2);
        assertThat(some.y()[1]).containsExactly(1, GAP);
        assertThat(some.categories()[1]).containsExactly(0, -1);
        assertThat(some.categories()[0]).containsExactly(-1, -1);
        assertThat(some.weights()).containsExactly(7, 8);
        assertThat(some.labels()).containsExactly(3, 2);
        RelayRows none = rows().select(new int[0], new double[0]);
        assertThat(none.size()).isZero();
        assertThat(none.continuous()).isZero();
    }

    @Test
    void rowsThatMissTheSameCellsMakeAPattern() {
        double[][] y = {{1, GAP, 2}, {3, 4, 5}, {6, GAP, 7}, {GAP, GAP, GAP}};
        List<RelayPattern> patterns = RelayPattern.group(y);
        assertThat(patterns).hasSize(3);
        assertThat(patterns.get(0).rows()).containsExactly(0, 2);
        assertThat(patterns.get(0).observed()).containsExactly(0, 2);
        assertThat(patterns.get(0).missing()).containsExactly(1);
        assertThat(patterns.get(1).rows()).containsExactly(1);
        assertThat(patterns.get(1).observed()).containsExactly(0, 1, 2);
        assertThat(patterns.get(1).missing()).isEmpty();
        assertThat(patterns.get(2).observed()).isEmpty();
        assertThat(patterns.get(2).missing()).containsExactly(0, 1, 2);
    }

    @Test
    void aPatternOfManyRowsIsSplit() {
        List<RelayPattern> patterns = RelayPattern.group(new double[600][1]);
        assertThat(patterns.stream().map(pattern -> pattern.rows().length)).containsExactly(256, 256, 88);
        assertThat(patterns.stream().flatMapToInt(pattern -> Arrays.stream(pattern.rows())))
                .containsExactlyElementsOf(IntStream.range(0, 600).boxed().toList());
    }

    @Test
    void probabilitiesAreDrawnTowardsTheColumnsShares() {
        double[] probabilities = new double[2];
        RelayParameters.normalize(probabilities, new double[] {3, 1}, new double[] {0.5, 0.5}, 4);
        assertThat(probabilities).containsExactly(5.0 / 8, 3.0 / 8);
        RelayParameters.normalize(probabilities, new double[] {0, 0}, new double[] {0.9, 0.1}, 0);
        assertThat(probabilities).containsExactly(0.9, 0.1);
        RelayParameters.normalize(probabilities, new double[] {3, 0}, new double[] {0.5, 0.5}, 0);
        assertThat(probabilities).containsExactly(1, 0);
    }

    @Test
    void parametersBecomeTheArtifactsMixture() {
        RelayParameters parameters = new RelayParameters(2, 2, new int[] {2});
        parameters.logWeights[1] = -1.5;
        parameters.centres[1][0] = 4;
        parameters.covariances[1][0][0] = 5;
        parameters.covariances[1][1][0] = 6;
        parameters.covariances[1][1][1] = 7;
        parameters.probabilities[1][0][0] = 0.25;
        parameters.probabilities[1][0][1] = 0.75;
        RelayMixture mixture = parameters.toMixture(1);
        assertThat(mixture.space()).isEqualTo(1);
        assertThat(mixture.relays()).isEqualTo(2);
        assertThat(mixture.logWeights()).containsExactly(0, -1.5f);
        assertThat(mixture.centres()[1]).containsExactly(4, 0);
        assertThat(mixture.covariances()[1]).containsExactly(5, 6, 7);
        assertThat(mixture.logProbabilities()[1][0]).containsExactly((float) Math.log(0.25), (float) Math.log(0.75));
    }

    private static final Features FEATURES =
            new Features(List.of(Feature.continuous("x"), Feature.binary("label"), Feature.continuous("never")));

    @Test
    void aTableIsTakenIntoBothSpaces() {
        Table table = new Table(
                FEATURES,
                List.of(
                        new double[] {10, 1, GAP},
                        new double[] {GAP, GAP, GAP},
                        new double[] {20, GAP, GAP},
                        new double[] {60, 0, GAP},
                        new double[] {GAP, 1, GAP}));
        RelaySpaces spaces = new RelaySpaces(table);
        assertThat(spaces.kept().size()).isEqualTo(4);
        double sd = Math.sqrt((400 + 100 + 900) / 3.0);
        RelayRows standardized = spaces.rows(0);
        assertThat(standardized.y()[0]).containsExactly(new double[] {-20 / sd, GAP}, within(1e-12));
        assertThat(standardized.y()[2]).containsExactly(new double[] {30 / sd, GAP}, within(1e-12));
        assertThat(standardized.y()[3]).containsExactly(GAP, GAP);
        assertThat(standardized.categories()).isDeepEqualTo(new int[][] {{1}, {-1}, {0}, {1}});
        assertThat(standardized.weights()).containsExactly(1, 1, 1, 1);
        assertThat(standardized.labels()).containsExactly(2);
        RelayRows ranked = spaces.rows(1);
        assertThat(ranked.y()[0][0]).isCloseTo(Normal.quantile(1.0 / 6), within(1e-6));
        assertThat(ranked.y()[1][0]).isCloseTo(0, within(1e-6));
        assertThat(ranked.y()[2][0]).isCloseTo(Normal.quantile(5.0 / 6), within(1e-6));
        assertThat(ranked.y()[3][0]).isNaN();
        assertThat(ranked.categories()).isDeepEqualTo(standardized.categories());
        assertThat(spaces.marginals()).hasSize(2);
        assertThat(spaces.marginals().get(1).values()).containsExactly(0);
        assertThat(spaces.standardizer().mean()).containsExactly(30, 0, 0);
    }

    private static RelayOptions options(String... keysAndValues) {
        Map<String, String> options = new java.util.HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return RelayOptions.of(new FitSettings("relay-mixture", 0, Duration.ofMinutes(1), 1, options));
    }

    private static final ServingRule USUAL = options().rule();

    @Test
    void optionsAreReadByName() {
        assertThat(options()).isEqualTo(new RelayOptions(RelayOptions.Preset.DEFAULT, 0, 0, true, true, "auto", USUAL));
        assertThat(options("preset", "fast"))
                .isEqualTo(new RelayOptions(RelayOptions.Preset.FAST, 0, 0, true, true, "auto", USUAL));
        assertThat(options("preset", "default", "space", "both")).isEqualTo(options());
        assertThat(options("space", "standardized"))
                .isEqualTo(new RelayOptions(RelayOptions.Preset.DEFAULT, 0, 0, true, false, "auto", USUAL));
        assertThat(options("space", "rank-normal"))
                .isEqualTo(new RelayOptions(RelayOptions.Preset.DEFAULT, 0, 0, false, true, "auto", USUAL));
        assertThat(options("relays", "1", "fits", "1"))
                .isEqualTo(new RelayOptions(RelayOptions.Preset.DEFAULT, 1, 1, true, true, "auto", USUAL));
        assertThat(options("relays", "512", "fits", "12"))
                .isEqualTo(new RelayOptions(RelayOptions.Preset.DEFAULT, 512, 12, true, true, "auto", USUAL));
    }

    @Test
    void anOptionThatIsWrongIsNamedWithWhatItCanBe() {
        assertThatThrownBy(() -> options("relay", "3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'relay'")
                .hasMessageContaining("fits, keep, preset, relays, space");
        assertThatThrownBy(() -> options("preset", "slow"))
                .hasMessageContaining("preset is one of default, fast, throughput, not 'slow'");
        assertThatThrownBy(() -> options("space", "")).hasMessageContaining("space is one of both");
        for (String wrong : new String[] {"0", "513", "-1", "1.5", ""}) {
            if (!wrong.isEmpty()) {
                assertThatThrownBy(() -> options("relays", wrong))
                        .hasMessageContaining("relays is a number from 1 to 512, not '" + wrong + "'");
            }
        }
        assertThat(options("keep", "0.01").rule()).isEqualTo(ServingRule.FIRST);
        assertThat(options("keep", "0.3").rule()).isEqualTo(new ServingRule(0.3, 0.3, 0.02));
        for (String wrong : new String[] {"0", "0.6", "-0.1", "NaN", "some"}) {
            assertThatThrownBy(() -> options("keep", wrong))
                    .hasMessageContaining("keep is a number from 1.0E-4 to 0.5");
        }
        assertThatThrownBy(() -> options("fits", "13")).hasMessageContaining("fits is a number from 1 to 12, not '13'");
    }
}
