package io.lacuna.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.data.Support;
import io.lacuna.model.Provenance;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two members of three: N(0, 1) twice and N(10, 1); true with probability 0.8. */
class RuledValuesTest {
    private static final Features FEATURES = new Features(List.of(Feature.continuous("a"), Feature.binary("b")));
    private static final double[] NOTHING = {Double.NaN, Double.NaN};

    private final Imputer imputer = imputer(Map.of());

    private static Imputer imputer(Map<String, Support> bounds) {
        Imputer imputer = new ImputationModel(
                        FEATURES, List.of(member(0), member(0), member(10)), new Provenance(new TreeMap<>()))
                .newImputer(InferenceSettings.DEFAULT, bounds);
        imputer.impute(NOTHING);
        return imputer;
    }

    private static Member member(double mean) {
        return new MarginalMember(new Marginals(
                new Standardizer(new double[] {mean, 0}, new double[] {1, 1}), new double[][] {{}, {0.2, 0.8}}));
    }

    private double filled(FillRule rule, Imputer by) {
        RuledValues values = new RuledValues(rule, FEATURES, by);
        assertThat(values.value(1)).isEqualTo(1);
        return values.value(0);
    }

    @Test
    void meanMedianAndModeAreThoseOfTheMixture() {
        assertThat(filled(FillRule.MEAN, imputer)).isEqualTo(imputer.mean(0));
        assertThat(imputer.cdf(0, filled(FillRule.MEDIAN, imputer))).isCloseTo(0.5, within(3e-3));
        assertThat(filled(FillRule.MODE, imputer)).isCloseTo(0, within(0.3));
    }

    @Test
    void theModeIsAnEndOfTheSupportWhereMostLiesThereOrBeyond() {
        assertThat(filled(FillRule.MODE, imputer(Map.of("a", new Support(3, 20)))))
                .isEqualTo(3);
        assertThat(filled(FillRule.MODE, imputer(Map.of("a", new Support(-20, -2)))))
                .isEqualTo(-2);
    }

    @Test
    void drawsVaryAsTheDistributionDoesAndRepeatWithTheirSeed() {
        RuledValues values = new RuledValues(FillRule.DRAW, FEATURES, imputer);
        assertThat(values.draws()).isTrue();
        int low = 0;
        int yes = 0;
        for (int seed = 0; seed < 3000; seed++) {
            values.draw(NOTHING, new SplittableRandom(seed));
            double first = values.value(0);
            low += first < 5 ? 1 : 0;
            yes += values.value(1) == 1 ? 1 : 0;
            values.draw(NOTHING, new SplittableRandom(seed));
            assertThat(values.value(0)).isEqualTo(first);
        }
        assertThat(low / 3000.0).isCloseTo(2 / 3.0, within(0.04));
        assertThat(yes / 3000.0).isCloseTo(0.8, within(0.04));
    }

    @Test
    void rulesAreChosenByName() {
        assertThat(FillRule.of("median")).isEqualTo(FillRule.MEDIAN);
        assertThatThrownBy(() -> FillRule.of("average")).hasMessage("'average' is not one of mean, median, mode, draw");
    }
}
