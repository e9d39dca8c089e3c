package io.lacuna.internal.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Decoders;
import io.lacuna.internal.decoder.Objective;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.inference.neural.ExactPosterior;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.internal.model.Member;
import io.lacuna.internal.model.NeuralMember;
import io.lacuna.model.Provenance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableBoundTest {
    private static final int D = 5;
    private static final Features FEATURES = new Features(
            IntStream.range(0, D).mapToObj(j -> Feature.continuous("x" + j)).toList());

    private final Decoder decoder = Decoders.continuous(Decoders.network(false, 5, 2, D), Objective.EVIDENCE);
    private final Table table = table();

    private static Table table() {
        SplittableRandom random = new SplittableRandom(4);
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            double[] row = new double[D];
            for (int j = 0; j < D; j++) {
                row[j] = i == 0 || random.nextDouble() < 0.3 ? Double.NaN : (float) random.nextGaussian();
            }
            rows.add(row);
        }
        return new Table(FEATURES, rows);
    }

    private static ImputationModel model(Member member) {
        return new ImputationModel(FEATURES, List.of(member), new Provenance(new TreeMap<>()));
    }

    private ImputationModel neural() {
        double[] ones = new double[D];
        Arrays.fill(ones, 1);
        LatentModel latent = new LatentModel(
                decoder, null, null, new SearchSettings(30, 0.1, false, 1e-6), NeuralMethod.GAUSS_NEWTON);
        return model(new NeuralMember(new Standardizer(new double[D], ones), latent));
    }

    /** Gauss-Newton finds the posterior of a linear decoder exactly. */
    @ParameterizedTest
    @ValueSource(strings = {"elbo", "iwae-7"})
    void ofAnExactPosteriorIsTheLikelihood(String name) {
        TableBound found = TableBound.of(neural(), InferenceSettings.DEFAULT, table, LikelihoodBound.of(name), 3, 1);
        assertThat(found.perRecord()[0]).isZero();
        for (int i = 1; i < table.size(); i++) {
            float[] cells = new float[D];
            for (int j = 0; j < D; j++) {
                cells[j] = (float) table.row(i)[j];
            }
            assertThat(found.perRecord()[i]).isCloseTo(ExactPosterior.of(decoder, cells).logEvidence, within(5e-3));
        }
        assertThat(found.error()).isLessThan(1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"svi-4", "bsvi-4", "bsvi-4-ds", "bsvi-4-pi"})
    void alongTheStepsIsBelowTheLikelihoodAndTheSameWithTheSameSeed(String name) {
        LikelihoodBound bound = LikelihoodBound.of(name);
        double exact = TableBound.of(neural(), InferenceSettings.DEFAULT, table, LikelihoodBound.of("iwae-7"), 3, 1)
                .mean();
        TableBound found = TableBound.of(neural(), InferenceSettings.DEFAULT, table, bound, 200, 1);
        assertThat(found.error()).isPositive();
        assertThat(found.mean()).isLessThan(exact + 2 * found.error());
        TableBound again = TableBound.of(neural(), InferenceSettings.DEFAULT, table, bound, 200, 1);
        assertThat(again.perRecord()).containsExactly(found.perRecord());
    }

    @ParameterizedTest
    @ValueSource(strings = {"served", "elbo", "iwae-5", "bsvi-3-pi"})
    void ofAClosedFormIsItsLogLikelihood(String name) {
        ImputationModel marginal = model(new MarginalMember(Marginals.fit(table)));
        TableBound found = TableBound.of(marginal, InferenceSettings.DEFAULT, table, LikelihoodBound.of(name), 2, 1);
        var imputer = marginal.newImputer(InferenceSettings.DEFAULT);
        imputer.impute(table.row(3));
        assertThat(found.perRecord()[3]).isCloseTo(imputer.logLikelihood(), within(1e-12));
        assertThat(found.error()).isLessThan(1e-7);
    }

    @Test
    void servedIsTheNumberOfTheNotes() {
        TableBound found =
                TableBound.of(neural(), InferenceSettings.DEFAULT, table, LikelihoodBound.of("served"), 1, 1);
        var imputer = neural().newImputer(InferenceSettings.DEFAULT);
        imputer.impute(table.row(5));
        assertThat(found.perRecord()[5]).isEqualTo(imputer.logLikelihood());
    }
}
