package io.lacuna.internal.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.ModelArtifact;
import io.lacuna.model.ArtifactException;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Models that were written once must be read, written and used with the same bits forever. This does not show that the
 * bits are right; other tests do. It shows that a change moved code and did nothing else. A change that should alter
 * the bits replaces the files ({@link GoldenFiles}), and its commit message says why.
 */
class GoldenModelTest {
    private static final long DRAWS_SEED = 11;

    /** The models whose fit runs no native code. */
    private static final String PLAIN_JAVA = "RELAY_MIXTURE.*|LOW_RANK_RELAYS|MARGINAL|BOOSTED_TREES|RELAYS_AND_TREES";

    @ParameterizedTest
    @EnumSource
    void anArtifactReadAndWrittenAgainIsTheSame(GoldenModels golden) throws ArtifactException {
        byte[] artifact = golden.artifact();
        byte[] again = ModelArtifact.write(ModelArtifact.read(artifact));
        assertThat(ModelArtifact.sha256(again)).isEqualTo(ModelArtifact.sha256(artifact));
    }

    @Test
    void artifactsHaveTheirNames() {
        List<String> lines = new ArrayList<>();
        for (GoldenModels golden : GoldenModels.values()) {
            byte[] artifact = golden.artifact();
            lines.add(golden.id() + " " + artifact.length + " " + ModelArtifact.sha256(artifact));
        }
        GoldenFiles.compare("artifacts.txt", lines);
    }

    @ParameterizedTest
    @EnumSource
    void recordsAreFilledToTheSameBits(GoldenModels golden) throws ArtifactException {
        GoldenFiles.compare(
                golden.id() + ".filled.txt", filled(ModelArtifact.read(golden.artifact()), golden.records()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = PLAIN_JAVA)
    void aFitInPlainJavaGivesTheSameBytes(GoldenModels golden) throws ArtifactException {
        assertThatAFitGivesTheSameBytes(golden);
    }

    /** Only on request: OpenBLAS may add in another order on another processor or with another number of threads. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = PLAIN_JAVA)
    @EnabledIfSystemProperty(named = "lacuna.golden.native", matches = "true")
    void aFitWithNativeSumsGivesTheSameBytes(GoldenModels golden) throws ArtifactException {
        assertThatAFitGivesTheSameBytes(golden);
    }

    /** Members and their weights: the provenance names the Java version of the fit, and old models have no supports. */
    private static void assertThatAFitGivesTheSameBytes(GoldenModels golden) throws ArtifactException {
        ImputationModel held = ModelArtifact.read(golden.artifact());
        Provenance provenance = held.provenance();
        ImputationModel fitted = golden.fit();
        byte[] artifact = ModelArtifact.write(new ImputationModel(
                fitted.features(),
                fitted.members(),
                provenance,
                null,
                held.supports(),
                held.relations(),
                fitted.weights()));
        assertThat(ModelArtifact.sha256(artifact)).isEqualTo(ModelArtifact.sha256(golden.artifact()));
        // Models from before this option were fitted without it, and hold no more of it than then.
        assertThat(fitted.provenance().entries().keySet().stream().filter(key -> !key.equals("fit.option.keep")))
                .containsExactlyInAnyOrderElementsOf(provenance.entries().keySet());
    }

    /** The imputer's results for each record, one line per result; numbers with all their bits. */
    private static List<String> filled(ImputationModel model, List<double[]> records) {
        List<String> lines = new ArrayList<>();
        int d = model.features().size();
        Imputer imputer = model.newImputer(InferenceSettings.DEFAULT);
        double[] lower = new double[d];
        double[] upper = new double[d];
        float[] mean = new float[imputer.latentSize()];
        float[] sd = new float[imputer.latentSize()];
        SplittableRandom random = new SplittableRandom(DRAWS_SEED);
        for (int i = 0; i < records.size(); i++) {
            double[] record = records.get(i);
            imputer.impute(record);
            imputer.intervals(0.9, lower, upper);
            double[] drawn = record.clone();
            imputer.draw(random, drawn);
            lines.add("record " + i + " log likelihood" + hex(1, at -> imputer.logLikelihood()) + " steps "
                    + imputer.steps() + " converged " + imputer.converged());
            for (int j = 0; j < d; j++) {
                if (Double.isNaN(record[j])) {
                    Feature feature = model.features().get(j);
                    lines.add(
                            feature.isContinuous()
                                    ? number(feature.name(), j, imputer, lower[j], upper[j], drawn[j])
                                    : category(feature, j, imputer, drawn[j]));
                }
            }
            imputer.latent(mean, sd);
            lines.add("  latent means" + hex(mean.length, at -> mean[at]));
            lines.add("  latent sds" + hex(sd.length, at -> sd[at]));
        }
        return lines;
    }

    private static String number(String name, int j, Imputer imputer, double lower, double upper, double drawn) {
        double[] said = {
            imputer.mean(j), imputer.sd(j), lower, upper, imputer.quantile(j, 0.25), imputer.cdf(j, lower), drawn
        };
        return "  " + name + " mean, sd, ends, quartile, cdf, draw" + hex(said.length, at -> said[at]);
    }

    private static String category(Feature feature, int j, Imputer imputer, double drawn) {
        return "  " + feature.name() + " is " + feature.label((int) imputer.value(j)) + ", drawn "
                + feature.label((int) drawn) + ", probabilities"
                + hex(feature.categories(), c -> imputer.probability(j, c));
    }

    private static String hex(int count, IntToDoubleFunction numbers) {
        StringJoiner all = new StringJoiner(" ", " ", "").setEmptyValue("");
        for (int i = 0; i < count; i++) {
            all.add(Double.toHexString(numbers.applyAsDouble(i)));
        }
        return all.toString();
    }
}
