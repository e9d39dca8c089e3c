package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.mixture.LowRankKernel;
import io.lacuna.internal.inference.mixture.LowRankTables;
import io.lacuna.internal.relay.LowRankEnsemble;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;

/** The relay mixture for wide records: relays with low-rank linear decoders, posterior in closed form. Immutable. */
public final class LowRankMember implements Member {
    private final LowRankEnsemble ensemble;
    private final LowRankTables tables;

    public LowRankMember(LowRankEnsemble ensemble, Features features) {
        this.ensemble = ensemble;
        this.tables = new LowRankTables(ensemble, features);
    }

    public LowRankEnsemble ensemble() {
        return ensemble;
    }

    static Member read(DataInput in, Features features) throws IOException {
        long available = in instanceof DataInputStream stream ? stream.available() : Integer.MAX_VALUE;
        return new LowRankMember(LowRankEnsemble.read(in, features, available), features);
    }

    @Override
    public MemberKind kind() {
        return MemberKind.LOW_RANK_RELAYS;
    }

    @Override
    public InferenceMethod method() {
        return ClosedFormMethod.RELAY_MIXTURE;
    }

    @Override
    public MemberKernel newKernel(InferenceSettings settings) {
        return new LowRankKernel(tables);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        ensemble.write(out);
    }
}
