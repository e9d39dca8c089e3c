package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.MemberKind;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.internal.model.RelayMixtureMember;
import io.lacuna.internal.relay.ServingRule;
import io.lacuna.training.FitSettings;
import io.lacuna.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A numeric column with many zeros, from the table to the filled value. */
class AtomModelTest {
    private static final Features FEATURES = new Features(
            List.of(Feature.continuous("rain"), Feature.continuous("pressure"), Feature.continuous("clouds")));

    /** Enough for the hidden cells to show by two standard errors that the zeros help. */
    private static final int ROWS = 1_200;

    private final SplittableRandom random = new SplittableRandom(5);

    /** No rain and a little rain mean different clouds. */
    private List<double[]> rows(int count) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean dry = random.nextBoolean();
            double pressure = random.nextGaussian();
            double clouds = (dry ? -2 : 2) + 0.5 * pressure + 0.3 * random.nextGaussian();
            rows.add(new double[] {dry ? 0 : Math.abs(random.nextGaussian()), pressure, clouds});
        }
        return rows;
    }

    private static List<double[]> withGaps(List<double[]> rows, SplittableRandom random) {
        List<double[]> holed = new ArrayList<>();
        for (double[] row : rows) {
            double[] cells = row.clone();
            if (random.nextBoolean()) {
                cells[random.nextInt(cells.length)] = Double.NaN;
            }
            holed.add(cells);
        }
        return holed;
    }

    private static ImputationModel fit(Table table, Map<String, String> options) {
        return Trainers.fit(table, settings(options), Progress.SILENT);
    }

    private static ImputationModel refit(Table table, Map<String, String> options, ImputationModel previous) {
        return Trainers.fit(table, settings(options), Progress.SILENT, previous);
    }

    private static FitSettings settings(Map<String, String> options) {
        return new FitSettings("relay-mixture", 1, Duration.ofSeconds(10), 2, options);
    }

    private double errorOfClouds(ImputationModel model, List<double[]> rows) {
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double sum = 0;
        for (double[] row : rows) {
            imputer.impute(new double[] {row[0], row[1], Double.NaN});
            double error = imputer.mean(2) - row[2];
            sum += error * error;
        }
        return Math.sqrt(sum / rows.size());
    }

    @Test
    void zerosTellWhichRowsAreAlike() throws Exception {
        Table table = new Table(FEATURES, withGaps(rows(ROWS), random));
        List<double[]> others = rows(300);
        Map<String, String> small = Map.of("relays", "4", "fits", "2", "keep", "0.01");
        ImputationModel with = fit(table, small);
        ImputationModel without = fit(table, Map.of("relays", "4", "fits", "2", "keep", "0.01", "atoms", "none"));
        assertThat(with.atoms()).isEqualTo(Map.of("rain", "0"));
        assertThat(without.atoms()).isEmpty();
        assertThat(errorOfClouds(with, others)).isLessThan(0.8 * errorOfClouds(without, others));

        ImputationModel named = fit(table, Map.of("relays", "4", "fits", "2", "keep", "0.01", "atoms", "rain=0"));
        assertThat(ModelArtifact.write(named.with(with.provenance()))).isEqualTo(ModelArtifact.write(with));

        byte[] bytes = ModelArtifact.write(with);
        ImputationModel read = ModelArtifact.read(bytes);
        assertThat(read.atoms()).isEqualTo(with.atoms());
        assertThat(ModelArtifact.write(read)).isEqualTo(bytes);
        assertThat(with.members().get(0).kind()).isEqualTo(MemberKind.RELAY_MIXTURE_WITH_ATOMS);
        assertThat(without.members().get(0).kind()).isEqualTo(MemberKind.RELAY_MIXTURE);
    }

    @Test
    void zerosThatTellNothingAreLeftOutUnlessNamed() {
        List<double[]> rows = rows(300);
        for (double[] row : rows) {
            row[0] = random.nextBoolean() ? 0 : Math.abs(random.nextGaussian());
        }
        Table table = new Table(FEATURES, withGaps(rows, random));
        Map<String, String> small = Map.of("relays", "4", "fits", "2");
        Map<String, String> smallWithout = Map.of("relays", "4", "fits", "2", "atoms", "none");
        ImputationModel auto = fit(table, small);
        ImputationModel none = fit(table, smallWithout);
        assertThat(ModelArtifact.write(auto.with(none.provenance()))).isEqualTo(ModelArtifact.write(none));
        ImputationModel again = refit(table, small, auto);
        ImputationModel noneAgain = refit(table, smallWithout, none);
        assertThat(ModelArtifact.write(again.with(noneAgain.provenance()))).isEqualTo(ModelArtifact.write(noneAgain));

        ImputationModel named = fit(table, Map.of("relays", "4", "fits", "2", "atoms", "rain=0"));
        assertThat(named.atoms()).isEqualTo(Map.of("rain", "0"));
    }

    @Test
    void aRefitHasTheAtomsThatHelpWhateverTheEarlierModelHas() {
        Table table = new Table(FEATURES, withGaps(rows(ROWS), random));
        Map<String, String> small = Map.of("relays", "4", "fits", "2");
        for (ImputationModel previous :
                List.of(fit(table, small), fit(table, Map.of("relays", "4", "fits", "2", "atoms", "none")))) {
            assertThat(refit(table, small, previous).atoms()).isEqualTo(Map.of("rain", "0"));
        }
    }

    @Test
    void aModelHoldsItsRule() throws Exception {
        Table table = new Table(FEATURES, withGaps(rows(300), random));
        for (String atoms : new String[] {"rain=0", "none"}) {
            ImputationModel model = fit(table, Map.of("relays", "4", "fits", "1", "keep", "0.3", "atoms", atoms));
            byte[] bytes = ModelArtifact.write(model);
            ImputationModel read = ModelArtifact.read(bytes);
            assertThat(ModelArtifact.write(read)).isEqualTo(bytes);
            RelayMixtureMember member = (RelayMixtureMember) read.members().get(0);
            assertThat(member.kind()).isEqualTo(MemberKind.RELAY_MIXTURE_WITH_RULE);
            assertThat(member.ensemble().rule()).isEqualTo(ServingRule.of(0.3));
            assertThat(member.ensemble().atoms().isNone()).isEqualTo(atoms.equals("none"));
        }
    }

    @Test
    void tablesWithoutAtomsGiveTheSameBytesWithAndWithoutTheRules() {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double a = random.nextGaussian();
            rows.add(new double[] {a, a + random.nextGaussian(), random.nextGaussian()});
        }
        Table table = new Table(FEATURES, withGaps(rows, random));
        ImputationModel auto = fit(table, Map.of("relays", "2", "fits", "1", "atoms", "auto"));
        ImputationModel none = fit(table, Map.of("relays", "2", "fits", "1", "atoms", "none"));
        assertThat(ModelArtifact.write(auto.with(none.provenance()))).isEqualTo(ModelArtifact.write(none));
    }
}
