package io.lacuna.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.model.Provenance;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * A model with known answers: temp is N(20, 4), an alarm has probability 0.3, the state is OFF with probability 0.6.
 */
class RowImputerTest {
    private static final Features FEATURES = new Features(List.of(
            Feature.continuous("temp"), Feature.binary("alarm"), Feature.categorical("state", List.of("ON", "OFF"))));

    private static final LacunaModel MODEL = LacunaModel.of(new ImputationModel(
            FEATURES,
            List.of(new MarginalMember(new Marginals(
                    new Standardizer(new double[] {20, 0, 0}, new double[] {4, 1, 1}),
                    new double[][] {{}, {0.7, 0.3}, {0.4, 0.6}}))),
            new Provenance(new TreeMap<>())));

    private final RowImputer imputer = MODEL.imputer();

    @Test
    void fillsEveryGapAndKeepsWhatWasGiven() {
        FilledRow row = imputer.fill(Map.of("temp", 25));
        assertThat(row.values())
                .containsExactly(Map.entry("temp", 25.0), Map.entry("alarm", false), Map.entry("state", "OFF"));
        assertThat(row.filled()).containsOnlyKeys("alarm", "state");
        assertThat(row.number("temp")).isEmpty();
        assertThat(row.category("temp")).isEmpty();
    }

    @Test
    void aFilledNumberHasTheMeanSdAndIntervalOfItsDistribution() {
        FilledCell.FilledNumber temp =
                imputer.fill(Map.of("alarm", true)).number("temp").orElseThrow();
        assertThat(temp.value()).isCloseTo(20, within(1e-12));
        assertThat(temp.sd()).isCloseTo(4, within(1e-12));
        // 1.6449 is the 0.95 quantile of the standard normal.
        assertThat(temp.interval().lower()).isCloseTo(20 - 4 * 1.6449, within(0.05));
        assertThat(temp.interval().upper()).isCloseTo(20 + 4 * 1.6449, within(0.05));
        assertThat(temp.interval().contains(20)).isTrue();
        assertThat(temp.interval().contains(30)).isFalse();
    }

    @Test
    void anIntervalHoldsTheMassThatWasAskedFor() {
        RowImputer half = MODEL.imputer(InferenceSettings.DEFAULT, 0.5);
        Interval interval = half.fill(Map.of()).number("temp").orElseThrow().interval();
        // 0.6745 is the 0.75 quantile of the standard normal.
        assertThat(interval.upper() - interval.lower()).isCloseTo(2 * 4 * 0.6745, within(0.05));
        assertThatThrownBy(() -> MODEL.imputer(InferenceSettings.DEFAULT, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between 0 and 1, not 1.0");
    }

    @Test
    void aFilledCategoryHasTheProbabilityOfEveryLabel() {
        FilledRow row = imputer.fill(Map.of());
        FilledCell.FilledCategory state = row.category("state").orElseThrow();
        assertThat(state.value()).isEqualTo("OFF");
        assertThat(state.probability("ON")).isCloseTo(0.4, within(1e-12));
        assertThat(state.probability("OFF")).isCloseTo(0.6, within(1e-12));
        assertThat(state.probability("BROKEN")).isZero();
        FilledCell.FilledCategory alarm = row.category("alarm").orElseThrow();
        assertThat(alarm.value()).isEqualTo(false);
        assertThat(alarm.probabilities()).containsOnlyKeys("false", "true");
        assertThat(alarm.probability("true")).isCloseTo(0.3, within(1e-12));
    }

    @Test
    void aLabelThatTheModelDoesNotHaveStaysAsItCame() {
        FilledRow row = imputer.fill(Map.of("state", "BROKEN"));
        assertThat(row.values()).containsEntry("state", "BROKEN");
        assertThat(row.filled()).containsOnlyKeys("temp", "alarm");
        assertThat(imputer.draw(Map.of("state", "BROKEN"), new SplittableRandom(1)))
                .containsEntry("state", "BROKEN");
    }

    @Test
    void nullAndNanAreGapsAndAreFilled() {
        assertThat(imputer.fill(Collections.singletonMap("temp", null)).values())
                .containsEntry("temp", 20.0);
        assertThat(imputer.fill(Map.of("temp", Double.NaN)).values()).containsEntry("temp", 20.0);
    }

    @Test
    void aValueOfAnotherKindIsRefusedByTheNameOfItsFeature() {
        assertThatThrownBy(() -> imputer.fill(Map.of("temp", "warm")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("feature 'temp' is 'warm'");
        assertThatThrownBy(() -> imputer.draw(Map.of("alarm", "yes"), new SplittableRandom(1)))
                .hasMessageContaining("feature 'alarm' is 'yes'");
    }

    @Test
    void aKeptRowStaysAsItWasWhenTheNextIsFilled() {
        Map<String, Object> given = new HashMap<>(Map.of("temp", 25));
        FilledRow kept = imputer.fill(given);
        FilledRow same = MODEL.imputer().fill(Map.of("temp", 25));
        String before = kept.toString();
        given.put("temp", 1);
        imputer.fill(Map.of("alarm", true, "state", "ON"));
        imputer.draw(Map.of(), new SplittableRandom(1));
        assertThat(kept).hasToString(before).isEqualTo(same);
        assertThat(kept.hashCode()).isEqualTo(same.hashCode());
    }

    @Test
    void nothingOfARowCanBeChanged() {
        FilledRow row = imputer.fill(Map.of());
        assertThatThrownBy(() -> row.values().put("temp", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> row.filled().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() ->
                        row.category("state").orElseThrow().probabilities().put("ON", 1.0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> imputer.draw(Map.of(), new SplittableRandom(1)).put("temp", 1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(row).isEqualTo(imputer.fill(Map.of()));
    }

    @Test
    void drawsFollowTheDistributionAndTheirSeed() {
        int n = 4000;
        double sum = 0;
        double squares = 0;
        int alarms = 0;
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < n; i++) {
            Map<String, Object> drawn = imputer.draw(Map.of("state", "ON"), random);
            assertThat(drawn).containsEntry("state", "ON").hasSize(3);
            double temp = (Double) drawn.get("temp");
            sum += temp;
            squares += (temp - 20) * (temp - 20);
            alarms += (Boolean) drawn.get("alarm") ? 1 : 0;
        }
        // Bounds of four standard errors.
        assertThat(sum / n).isCloseTo(20, within(4 * 4 / Math.sqrt(n)));
        assertThat(Math.sqrt(squares / n)).isCloseTo(4, within(4 * 4 / Math.sqrt(2.0 * n)));
        assertThat((double) alarms / n).isCloseTo(0.3, within(4 * Math.sqrt(0.21 / n)));
        assertThat(imputer.draw(Map.of(), new SplittableRandom(5)))
                .isEqualTo(imputer.draw(Map.of(), new SplittableRandom(5)))
                .isNotEqualTo(imputer.draw(Map.of(), new SplittableRandom(6)));
    }

    @Test
    void aMethodThatTheModelDoesNotKnowIsNamedBesideThoseItKnows() {
        assertThatThrownBy(() -> MODEL.imputer(new InferenceSettings(NeuralMethod.SVI, 0, 1e-4), 0.9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'svi'")
                .hasMessageContaining(InferenceMethod.ids(MODEL.methods(), ", "));
    }
}
