package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.Member;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrainersTest {
    private static final double[] OBSERVED = {1, Double.NaN};

    private static Table table() {
        SplittableRandom random = new SplittableRandom(3);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double x = random.nextGaussian();
            rows.add(new double[] {x, i % 5 == 0 ? Double.NaN : 2 * x + 0.1 * random.nextGaussian()});
        }
        return new Table(new Features(List.of(Feature.continuous("x"), Feature.continuous("y"))), rows);
    }

    private static ImputationModel fit(String method, Map<String, String> options) {
        return Trainers.fit(table(), new FitSettings(method, 1, Duration.ofSeconds(2), 1, options), Progress.SILENT);
    }

    private static double filled(ImputationModel model) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        imputer.impute(OBSERVED);
        return imputer.mean(1);
    }

    @Test
    void methodsJoinedByAPlusAreMembersWhosePredictionsAreAveraged() {
        ImputationModel both = fit("relay-mixture+marginal", Map.of("fits", "1"));
        assertThat(both.members())
                .extracting(Member::method)
                .containsExactly(ClosedFormMethod.RELAY_MIXTURE, ClosedFormMethod.MARGINAL);
        double apart = (filled(fit("relay-mixture", Map.of("fits", "1"))) + filled(fit("marginal", Map.of()))) / 2;
        assertThat(filled(both)).isCloseTo(apart, within(1e-9));
    }

    @Test
    void optionsGoToTheMethodTheyNameAndOthersToTheFirst() {
        assertThat(fit("marginal+relay-mixture", Map.of("relay-mixture.fits", "1"))
                        .members())
                .hasSize(2);
        assertThatThrownBy(() -> fit("relay-mixture+marginal", Map.of("relay-mixture.frits", "1")))
                .hasMessageContaining("relay-mixture knows no option 'frits'");
        assertThatThrownBy(() -> fit("relay-mixture+marginal", Map.of("frits", "1")))
                .hasMessageContaining("relay-mixture knows no option 'frits'");
    }

    @Test
    void aNameThatIsNoneOfTheMethodsIsNamed() {
        assertThatThrownBy(() -> fit("relay-mixture+magic", Map.of())).hasMessageContaining("unknown method 'magic'");
        assertThatThrownBy(() -> fit("svi+", Map.of())).hasMessageContaining("unknown method ''");
    }
}
