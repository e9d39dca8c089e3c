package io.lacuna.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class InferenceMethodTest {

    @Test
    void everyMethodIsFoundByItsIdAndNoTwoShareOne() {
        assertThat(InferenceMethod.all())
                .extracting(InferenceMethod::id)
                .containsExactly(
                        "relay-mixture",
                        "svi",
                        "relay",
                        "relay-clusters",
                        "pseudo-encoded",
                        "gauss-newton",
                        "natural-gradient",
                        "vae",
                        "qavi",
                        "qavi-mixture",
                        "qavi-flow",
                        "qavi-feature",
                        "fill-zero",
                        "pseudo-gibbs",
                        "metropolis-gibbs",
                        "retuned",
                        "posterior-matching",
                        "boosted-trees",
                        "marginal");
        assertThat(InferenceMethod.all())
                .allSatisfy(
                        method -> assertThat(InferenceMethod.of(method.id())).isSameAs(method));
        assertThat(InferenceMethod.of(InferenceMethod.DEFAULT_ID)).isSameAs(InferenceMethod.DEFAULT);
    }

    @Test
    void anUnknownIdIsNamedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> InferenceMethod.listOf("svi+magic"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("unknown method 'magic'; known are relay-mixture, svi, relay,");
        assertThatThrownBy(() -> InferenceMethod.of("")).hasMessageContaining("unknown method ''");
        assertThatThrownBy(() -> NeuralMethod.of("marginal")).hasMessageContaining("no method of a neural decoder");
    }

    @Test
    void joinedIdsAreReadInTheirOrder() {
        assertThat(InferenceMethod.listOf("marginal+vae+marginal"))
                .containsExactly(ClosedFormMethod.MARGINAL, NeuralMethod.VAE, ClosedFormMethod.MARGINAL);
        assertThat(InferenceMethod.ids(InferenceMethod.listOf("marginal+vae"), "+"))
                .isEqualTo("marginal+vae");
    }
}
