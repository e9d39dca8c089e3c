package io.lacuna.internal.inference.neural;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.NaturalGradientSearch;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.RelaySearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.inference.neural.search.SviSearch;
import io.lacuna.internal.relay.RelayGroups;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder, what helps to invert it, and the inference methods that can serve it. Immutable and safe for concurrent
 * use.
 *
 * @param decoder p(x|z)
 * @param encoder of a VAE, or the pseudo-encoder; null if none was trained
 * @param relays of Relay VI; null if none were trained
 * @param search default settings of a search
 * @param method the method that the model was fitted with
 */
public record LatentModel(
        Decoder decoder,
        @Nullable Encoder encoder,
        @Nullable RelayGroups relays,
        SearchSettings search,
        String method) {

    /** Upper bound of the steps from each start. Gauss-Newton needs far fewer steps than Adam. */
    private static final int GAUSS_NEWTON_STEPS = 30;

    private static final int PSEUDO_ENCODED_STEPS = 25;

    /** Settings of a search by a method other than the one the model was fitted with. */
    private SearchSettings defaultSearch(String name) {
        return switch (name) {
            case "gauss-newton", "natural-gradient" -> new SearchSettings(GAUSS_NEWTON_STEPS, 1, search.point(), 1e-4);
            case "pseudo-encoded" -> new SearchSettings(PSEUDO_ENCODED_STEPS, 0.1, search.point(), 1e-4);
            default -> new SearchSettings(200, 0.1, search.point(), 1e-4);
        };
    }

    /** Names of the methods that can serve this model. */
    public List<String> methods() {
        List<String> names = new ArrayList<>(List.of("svi", "gauss-newton", "natural-gradient"));
        if (relays != null) {
            names.add("relay");
            names.add("relay-clusters");
        }
        if (encoder != null) {
            names.add("pseudo-encoded");
            names.add("vae");
        }
        return names;
    }

    /**
     * A new search, for one thread.
     *
     * @throws IllegalArgumentException if the settings name a method that cannot serve this model
     */
    PosteriorSearch newSearch(InferenceSettings asked, RecordObjective record, PriorTable anchors) {
        String name = asked.method().isEmpty() ? method : asked.method();
        SearchSettings own = name.equals(method) ? search : defaultSearch(name);
        SearchSettings limited = own.limitedBy(asked);
        int k = decoder.latentSize();
        EncoderStart start = encoder == null ? null : new EncoderStart(encoder, decoder.heads());
        if (name.equals("svi")) {
            return new SviSearch(k, limited, null);
        }
        if (name.equals("gauss-newton")) {
            return new GaussNewtonSearch(record, anchors, start, limited);
        }
        if (name.equals("natural-gradient")) {
            return new NaturalGradientSearch(new GaussNewtonSearch(record, anchors, start, limited), record);
        }
        if (relays != null && (name.equals("relay") || name.equals("relay-clusters"))) {
            return new RelaySearch(k, relays, limited);
        }
        if (start != null && name.equals("vae")) {
            return new SviSearch(k, new SearchSettings(0, 1, search.point(), 0), start);
        }
        if (start != null && name.equals("pseudo-encoded")) {
            return new SviSearch(k, limited, start);
        }
        throw new IllegalArgumentException("inference method '" + name + "' is not one of "
                + String.join(", ", methods()) + " that the model, fitted by '" + method + "', can be served with");
    }
}
