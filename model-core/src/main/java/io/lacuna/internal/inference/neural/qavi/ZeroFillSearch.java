package io.lacuna.internal.inference.neural.qavi;

import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.PosteriorModes;
import io.lacuna.internal.inference.neural.search.PosteriorSearch;

/**
 * The first baseline of qavi (section 2.2): missing cells are set to zero, the mean of a column in standard units, and the
 * encoder takes them as observed. Mutable; one thread owns it.
 */
public final class ZeroFillSearch implements PosteriorSearch {
    private final EncoderStart encoder;
    private final boolean point;

    public ZeroFillSearch(EncoderStart encoder, boolean point) {
        this.encoder = encoder;
        this.point = point;
    }

    @Override
    public void search(RecordObjective record, PosteriorModes posterior) {
        posterior.clear();
        posterior.addDiagonal(encoder.encodeAsComplete(record.cells()), point);
    }

    @Override
    public int mostModes() {
        return 1;
    }

    @Override
    public int steps() {
        return 0;
    }

    @Override
    public boolean converged() {
        return true;
    }
}
