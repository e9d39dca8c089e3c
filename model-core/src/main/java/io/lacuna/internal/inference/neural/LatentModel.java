package io.lacuna.internal.inference.neural;

import io.lacuna.inference.ModelPart;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.relay.RelayGroups;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder, what helps to invert it, and the inference methods that can serve it. Immutable and safe for concurrent
 * use.
 *
 * @param decoder p(x|z)
 * @param encoder of a VAE, or the pseudo-encoder; null if none was trained
 * @param relays of Relay VI; null if none were trained
 * @param search default settings of a search by {@code method}
 * @param method the method that the model was fitted with
 */
public record LatentModel(
        Decoder decoder,
        @Nullable Encoder encoder,
        @Nullable RelayGroups relays,
        SearchSettings search,
        NeuralMethod method) {

    /** The methods that can serve this model: it has all parts that they need. */
    public List<NeuralMethod> methods() {
        return Arrays.stream(NeuralMethod.values())
                .filter(each -> each.needs().stream().allMatch(this::carries))
                .toList();
    }

    private boolean carries(ModelPart part) {
        return switch (part) {
            case RELAYS -> relays != null;
            case ENCODER -> encoder != null;
        };
    }
}
