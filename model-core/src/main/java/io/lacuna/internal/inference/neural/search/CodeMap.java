package io.lacuna.internal.inference.neural.search;

/** An invertible map of the latent code, such as a normalizing flow. */
public interface CodeMap {

    /** Maps z in place. */
    void apply(float[] z);

    /**
     * Replaces a mapped z by the point that it came from.
     *
     * @return the logarithm of the determinant of the map's Jacobian at that point
     */
    double invert(float[] z);
}
