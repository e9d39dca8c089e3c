package io.lacuna.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LikelihoodBoundTest {

    @ParameterizedTest
    @CsvSource({"served,1", "elbo,1", "iwae-10,10", "svi-9,1", "bsvi-9,10", "bsvi-9-ds,10", "bsvi-0-pi,1"})
    void isReadByItsNameAndTellsItsNumberOfWeights(String name, int weights) {
        LikelihoodBound bound = LikelihoodBound.of(name);
        assertThat(bound.name()).isEqualTo(name);
        assertThat(bound.weights()).isEqualTo(weights);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "iwae", "elbo-3", "svi-9-ds", "iwae-9-pi", "bsvi-9-sir", "bsvi--1", "ELBO"})
    void anUnknownNameIsNamedWithThoseThatAreKnown(String name) {
        assertThatThrownBy(() -> LikelihoodBound.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown bound '" + name + "'")
                .hasMessageContaining("bsvi-K-ds");
    }

    @Test
    void aNumberOutOfRangeIsRefused() {
        assertThatThrownBy(() -> LikelihoodBound.of("iwae-0")).hasMessageContaining("from 1 to 100000");
        assertThatThrownBy(() -> LikelihoodBound.of("svi-999999")).hasMessageContaining("not 999999");
    }
}
