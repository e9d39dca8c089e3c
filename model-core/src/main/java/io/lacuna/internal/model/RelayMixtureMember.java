package io.lacuna.internal.model;

import io.lacuna.data.Features;
import io.lacuna.inference.ClosedFormMethod;
import io.lacuna.inference.InferenceMethod;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.inference.MemberKernel;
import io.lacuna.internal.inference.mixture.RelayMixtureKernel;
import io.lacuna.internal.inference.mixture.RelayTables;
import io.lacuna.internal.relay.Atoms;
import io.lacuna.internal.relay.RelayEnsemble;
import io.lacuna.internal.relay.ServingRule;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Relays with linear decoders; the posterior has a closed form. What the kernels share is prepared once, in the
 * constructor. Immutable.
 */
public final class RelayMixtureMember implements Member {
    private final RelayEnsemble ensemble;
    private final RelayTables tables;
    private final Map<String, String> atoms = new LinkedHashMap<>();

    public RelayMixtureMember(RelayEnsemble ensemble, Features features) {
        this.ensemble = ensemble;
        this.tables = new RelayTables(ensemble, features);
        int[] continuous = RelayEnsemble.continuous(features);
        for (int c : ensemble.atoms().features()) {
            atoms.put(features.get(continuous[c]).name(), ensemble.atoms().words(c));
        }
    }

    static Member read(DataInput in, Features features) throws IOException {
        return new RelayMixtureMember(RelayEnsemble.read(in, features), features);
    }

    static Member readWithAtoms(DataInput in, Features features) throws IOException {
        Atoms atoms = Atoms.read(in, RelayEnsemble.continuous(features).length);
        return new RelayMixtureMember(RelayEnsemble.read(in, features, atoms), features);
    }

    static Member readWithRule(DataInput in, Features features) throws IOException {
        ServingRule rule = ServingRule.read(in);
        Atoms atoms = Atoms.read(in, RelayEnsemble.continuous(features).length);
        return new RelayMixtureMember(RelayEnsemble.read(in, features, atoms).with(rule), features);
    }

    public RelayEnsemble ensemble() {
        return ensemble;
    }

    @Override
    public MemberKind kind() {
        if (hasRule()) {
            return MemberKind.RELAY_MIXTURE_WITH_RULE;
        }
        return ensemble.atoms().isNone() ? MemberKind.RELAY_MIXTURE : MemberKind.RELAY_MIXTURE_WITH_ATOMS;
    }

    /** Whether the model holds its rule; models of earlier versions do not. */
    private boolean hasRule() {
        return !ensemble.rule().equals(ServingRule.FIRST);
    }

    @Override
    public InferenceMethod method() {
        return ClosedFormMethod.RELAY_MIXTURE;
    }

    @Override
    public Map<String, String> atoms() {
        return Collections.unmodifiableMap(atoms);
    }

    @Override
    public MemberKernel newKernel(InferenceSettings settings) {
        return new RelayMixtureKernel(tables);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        if (hasRule()) {
            ensemble.rule().write(out);
        }
        if (hasRule() || !ensemble.atoms().isNone()) {
            ensemble.atoms().write(out);
        }
        ensemble.write(out);
    }
}
