package io.lacuna.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.generation.Models;
import org.junit.jupiter.api.Test;

class InferencePaceTest {
    @Test
    void ofRecordsTooSlowForTheTransactionIsWarnedWithTheTimeoutToSet() {
        assertThat(InferencePace.warning(150, 10_000))
                .hasValueSatisfying(line ->
                        assertThat(line).contains("150 ms", "transaction.timeout.ms = 10000", "set that to 30000"));
        assertThat(InferencePace.warning(100, 10_000)).isEmpty();
    }

    @Test
    void ofASmallMixtureIsFarBelow() {
        double slowest = InferencePace.slowestMs(Models.sensors(20), InferenceSettings.DEFAULT);
        assertThat(slowest).isPositive().isLessThan(2_000);
    }
}
