package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.mixture.RelayMixtureKernel;
import io.lacuna.internal.inference.mixture.RelayTables;
import io.lacuna.internal.relay.RelayEnsemble;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Relays with linear decoders; the posterior has a closed form. What the kernels share is prepared once, in the
 * constructor. Immutable.
 */
public final class RelayMixtureMember implements Member {
    private final RelayEnsemble ensemble;
    private final RelayTables tables;

    public RelayMixtureMember(RelayEnsemble ensemble, Features features) {
        this.ensemble = ensemble;
        this.tables = new RelayTables(ensemble, features);
    }

    static Member read(DataInput in, Features features) throws IOException {
        return new RelayMixtureMember(RelayEnsemble.read(in, features), features);
    }

    public RelayEnsemble ensemble() {
        return ensemble;
    }

    @Override
    public MemberKind kind() {
        return MemberKind.RELAY_MIXTURE;
    }

    @Override
    public InferenceMethod method() {
        return ClosedFormMethod.RELAY_MIXTURE;
    }

    @Override
    public MemberKernel newKernel(InferenceSettings settings) {
        return new RelayMixtureKernel(tables);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        ensemble.write(out);
    }
}
