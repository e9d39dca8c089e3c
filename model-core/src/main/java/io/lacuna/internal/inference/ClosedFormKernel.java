package io.lacuna.internal.inference;

/** A kernel whose posterior has a closed form: it takes no steps. */
public interface ClosedFormKernel extends MemberKernel {
    @Override
    default int steps() {
        return 0;
    }

    @Override
    default boolean converged() {
        return true;
    }
}
