package io.lacuna.internal.impute;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.data.Marginals;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Imputer;
import io.lacuna.internal.model.MarginalMember;
import io.lacuna.model.Provenance;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ThreadImputersTest {
    private final ThreadImputers imputers = new ThreadImputers(InferenceSettings.DEFAULT);

    private static ImputationModel model() {
        Marginals marginals = new Marginals(new Standardizer(new double[1], new double[] {1}), new double[][] {{}});
        return new ImputationModel(
                new Features(List.of(Feature.continuous("v"))),
                List.of(new MarginalMember(marginals)),
                new Provenance(new TreeMap<>()));
    }

    @Test
    void tasksOfAThreadShareAnImputerAndThreadsDoNot() {
        ImputationModel model = model();
        Imputer here = imputers.of(model);
        assertThat(imputers.of(model)).isSameAs(here);
        assertThat(imputers.of(model())).isNotSameAs(here);
        assertThat(CompletableFuture.supplyAsync(() -> imputers.of(model), task -> new Thread(task).start())
                        .join())
                .isNotSameAs(here);
        assertThat(imputers.of(model)).isSameAs(here);
    }
}
