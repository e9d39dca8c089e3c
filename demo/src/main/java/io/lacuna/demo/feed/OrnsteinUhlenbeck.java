package io.lacuna.demo.feed;

import java.util.SplittableRandom;

/** An Ornstein-Uhlenbeck process with unit variance, sampled at every step. Mutable; one thread owns it. */
final class OrnsteinUhlenbeck {
    private final double keep;
    private final SplittableRandom random;
    private double value;

    /** @param steps steps after which the correlation has fallen to 1/e */
    OrnsteinUhlenbeck(double steps, SplittableRandom random) {
        keep = Math.exp(-1 / steps);
        this.random = random;
        value = random.nextGaussian();
    }

    double next() {
        value = keep * value + Math.sqrt(1 - keep * keep) * random.nextGaussian();
        return value;
    }
}
