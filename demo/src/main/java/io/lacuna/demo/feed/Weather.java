package io.lacuna.demo.feed;

import java.util.SplittableRandom;

/**
 * The weather that all stations share: fronts (an Ornstein-Uhlenbeck process of about a day and a half) and gusty hours
 * (about three hours). Mutable; one thread owns it.
 */
final class Weather {
    private final OrnsteinUhlenbeck front;
    private final OrnsteinUhlenbeck unrest;

    /**
     * @param front in standard deviations; above zero a low
     * @param unrest of the wind, in standard deviations
     */
    record Hour(double front, double unrest) {}

    Weather(SplittableRandom random, double stepHours) {
        front = new OrnsteinUhlenbeck(36 / stepHours, random);
        unrest = new OrnsteinUhlenbeck(3 / stepHours, random);
    }

    Hour next() {
        return new Hour(front.next(), unrest.next());
    }
}
