package io.lacuna.internal.inference.neural;

import static java.util.Objects.requireNonNull;

import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.inference.neural.objective.PriorTable;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.qavi.GibbsSearch;
import io.lacuna.internal.inference.neural.qavi.QaviFeatureSearch;
import io.lacuna.internal.inference.neural.qavi.QaviFlowSearch;
import io.lacuna.internal.inference.neural.qavi.QaviMixtureSearch;
import io.lacuna.internal.inference.neural.qavi.QaviSearch;
import io.lacuna.internal.inference.neural.qavi.ZeroFillSearch;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.NaturalGradientSearch;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;
import io.lacuna.internal.inference.neural.search.RelaySearch;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.inference.neural.search.SviSearch;
import org.jspecify.annotations.Nullable;

/** The search of each method, one line per method. */
final class NeuralSearches {
    private NeuralSearches() {}

    /**
     * A search for one thread.
     *
     * @throws IllegalArgumentException if the settings name a method that needs parts that the model does not have
     */
    static PosteriorSearch of(LatentModel model, InferenceSettings asked, RecordObjective record, PriorTable anchors) {
        NeuralMethod method = method(model, asked.method());
        SearchSettings own = method == model.method()
                ? model.search()
                : SearchSettings.of(method, model.search().point());
        SearchSettings settings = own.limitedBy(asked);
        int k = model.decoder().latentSize();
        EncoderStart start = model.encoder() == null
                ? null
                : new EncoderStart(model.encoder(), model.decoder().heads());
        return switch (method) {
            case SVI -> new SviSearch(k, settings, null);
            case RELAY, RELAY_CLUSTERS -> new RelaySearch(k, requireNonNull(model.relays()), settings);
            case PSEUDO_ENCODED -> new SviSearch(k, settings, requireNonNull(start));
            case GAUSS_NEWTON -> new GaussNewtonSearch(record, anchors, start, settings);
            case NATURAL_GRADIENT ->
                new NaturalGradientSearch(new GaussNewtonSearch(record, anchors, start, settings), record);
            case QAVI -> new QaviSearch(k, settings, start);
            case QAVI_MIXTURE -> new QaviMixtureSearch(k, settings, start);
            case QAVI_FLOW -> new QaviFlowSearch(k, settings, start);
            case QAVI_FEATURE -> new QaviFeatureSearch(model.decoder(), requireNonNull(model.encoder()), settings);
            case FILL_ZERO -> new ZeroFillSearch(requireNonNull(start), settings.point());
            case PSEUDO_GIBBS -> new GibbsSearch(model.decoder(), requireNonNull(start), settings, false);
            case METROPOLIS_GIBBS -> new GibbsSearch(model.decoder(), requireNonNull(start), settings, true);
            case VAE, RETUNED, POSTERIOR_MATCHING -> new SviSearch(k, settings.withoutSteps(), requireNonNull(start));
        };
    }

    private static NeuralMethod method(LatentModel model, @Nullable InferenceMethod asked) {
        InferenceMethod method = asked == null ? model.method() : asked;
        if (method instanceof NeuralMethod neural && model.methods().contains(neural)) {
            return neural;
        }
        throw new IllegalArgumentException("inference method '" + method.id() + "' is not one of "
                + InferenceMethod.ids(model.methods(), ", ") + " that the model, fitted by '"
                + model.method().id() + "', can be served with");
    }
}
