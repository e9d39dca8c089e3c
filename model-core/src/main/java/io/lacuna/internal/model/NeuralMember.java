package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.Standardizer;
import io.lacuna.internal.decoder.Decoder;
import io.lacuna.internal.decoder.Encoder;
import io.lacuna.internal.decoder.HeadFamilies;
import io.lacuna.internal.decoder.OutputHead;
import io.lacuna.internal.inference.BoundDraws;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.NeuralBounds;
import io.lacuna.internal.inference.neural.NeuralKernel;
import io.lacuna.internal.inference.neural.search.SearchSettings;
import io.lacuna.internal.relay.RelayGroups;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * A neural decoder, with relays and encoder if its method trained them. Immutable.
 *
 * @param standardizer mean and standard deviation of the features, in their own units
 * @param model the decoder and what inference needs
 */
public record NeuralMember(Standardizer standardizer, LatentModel model) implements Member {

    /** A larger number of steps per record means damage or an attack: inference for one record would take too long. */
    private static final int MAX_STEPS = 10_000;

    static Member read(DataInput in, Features features) throws IOException {
        return read(in, OutputHead.of(features));
    }

    static Member readWithFamilies(DataInput in, Features features) throws IOException {
        return read(in, HeadFamilies.read(in, features));
    }

    private static Member read(DataInput in, OutputHead[] heads) throws IOException {
        Standardizer standardizer = Standardizer.read(in, heads.length);
        Decoder decoder = Decoder.read(in, heads);
        Encoder encoder = in.readBoolean() ? Encoder.read(in) : null;
        if (encoder != null
                && (encoder.network().in() != Encoder.inputWidth(decoder.heads(), encoder.maskInput())
                        || encoder.network().out() != 2 * decoder.latentSize())) {
            throw new IOException("the encoder does not fit the decoder");
        }
        RelayGroups relays = in.readBoolean() ? RelayGroups.read(in, decoder.latentSize()) : null;
        try {
            SearchSettings search =
                    new SearchSettings(in.readInt(), in.readDouble(), in.readBoolean(), in.readDouble());
            if (search.steps() > MAX_STEPS || !(search.tolerance() >= 0) || Double.isInfinite(search.rate())) {
                throw new IOException("a search of " + search.steps() + " steps with tolerance " + search.tolerance()
                        + "; at most " + MAX_STEPS + " steps");
            }
            NeuralMethod method = NeuralMethod.of(in.readUTF());
            if (drawsPerStep(method)) {
                search = new SearchSettings(
                        search.steps(),
                        search.rate(),
                        search.point(),
                        search.tolerance(),
                        in.readInt(),
                        in.readDouble());
            }
            LatentModel model = new LatentModel(decoder, encoder, relays, search, method);
            if (!model.methods().contains(model.method())) {
                throw new IOException("method '" + model.method().id()
                        + "' needs an encoder or relays that the artifact does not have");
            }
            return new NeuralMember(standardizer, model);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(malformed.getMessage());
        }
    }

    @Override
    public MemberKind kind() {
        return HeadFamilies.allNormal(model.decoder().heads())
                ? MemberKind.NEURAL_DECODER
                : MemberKind.NEURAL_DECODER_WITH_FAMILIES;
    }

    @Override
    public NeuralMethod method() {
        return model.method();
    }

    @Override
    public List<NeuralMethod> methods() {
        return model.methods();
    }

    @Override
    public MemberKernel newKernel(InferenceSettings settings) {
        return new NeuralKernel(model, standardizer, settings);
    }

    @Override
    public BoundDraws newBound(InferenceSettings settings, LikelihoodBound bound) {
        return bound.kind() == LikelihoodBound.Kind.SERVED
                ? BoundDraws.exact(newKernel(settings), 1)
                : new NeuralBounds(model, standardizer, settings, bound);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        if (kind() == MemberKind.NEURAL_DECODER_WITH_FAMILIES) {
            HeadFamilies.write(out, model.decoder().heads());
        }
        standardizer.write(out);
        model.decoder().write(out);
        Encoder encoder = model.encoder();
        out.writeBoolean(encoder != null);
        if (encoder != null) {
            encoder.write(out);
        }
        RelayGroups relays = model.relays();
        out.writeBoolean(relays != null);
        if (relays != null) {
            relays.write(out);
        }
        out.writeInt(model.search().steps());
        out.writeDouble(model.search().rate());
        out.writeBoolean(model.search().point());
        out.writeDouble(model.search().tolerance());
        out.writeUTF(model.method().id());
        if (drawsPerStep(model.method())) {
            out.writeInt(model.search().samples());
            out.writeDouble(model.search().beta());
        }
    }

    /** Whether the artifact of a model with this method has its draws per step and beta. */
    private static boolean drawsPerStep(NeuralMethod method) {
        return switch (method) {
            case QAVI, QAVI_MIXTURE, QAVI_FLOW, QAVI_FEATURE -> true;
            default -> false;
        };
    }
}
