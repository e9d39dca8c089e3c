package io.lacuna.internal.model;

import io.lacuna.data.Features;
import java.io.DataInput;
import java.io.IOException;

/** The kinds of member in an artifact. Each has its name there and the reader of its bytes. */
public enum MemberKind {
    /** Each feature's own distribution. */
    MARGINAL("marginal", MarginalMember::read),
    /** Relays with linear decoders; the posterior has a closed form. */
    RELAY_MIXTURE("relay-mixture", RelayMixtureMember::read),
    /** Relays of records that have features with atoms. An earlier version cannot read them. */
    RELAY_MIXTURE_WITH_ATOMS("relay-mixture-atoms", RelayMixtureMember::readWithAtoms),
    /** Relays with a rule of how exactly a record is filled, with atoms or without. An earlier version cannot read them. */
    RELAY_MIXTURE_WITH_RULE("relay-mixture-rule", RelayMixtureMember::readWithRule),
    /** The same for wide records, with low-rank linear decoders. */
    LOW_RANK_RELAYS("low-rank-relays", LowRankMember::read),
    /** A neural decoder; the posterior is found by a search. */
    NEURAL_DECODER("neural-decoder", NeuralMember::read),
    /** The same with numbers of other families than the normal. An earlier version cannot read them. */
    NEURAL_DECODER_WITH_FAMILIES("neural-decoder-families", NeuralMember::readWithFamilies),
    /** Another member with corrected probabilities of labels. */
    LABELLED("labelled", LabelledMember::read),
    /** Gradient-boosted trees for each feature. */
    BOOSTED_TREES("boosted-trees", BoostedTreesMember::read);

    private final String id;
    private final Reader reader;

    MemberKind(String id, Reader reader) {
        this.id = id;
        this.reader = reader;
    }

    /** The name in the artifact. */
    public String id() {
        return id;
    }

    /** Reads what {@link Member#write} of this kind wrote. */
    public Member read(DataInput in, Features features) throws IOException {
        return reader.read(in, features);
    }

    static MemberKind of(String id) throws IOException {
        for (MemberKind kind : values()) {
            if (kind.id.equals(id)) {
                return kind;
            }
        }
        throw new IOException("unknown kind of member '" + id + "'; it needs a newer Lacuna");
    }

    @FunctionalInterface
    private interface Reader {
        Member read(DataInput in, Features features) throws IOException;
    }
}
