package io.lacuna.demo.feed;

import java.util.SplittableRandom;

/**
 * The true readings of the stations' sensors. Slow causes affect all channels together: the hour of the day, weather
 * fronts (an Ornstein-Uhlenbeck process of about a day and a half), gusts (about two hours) and each station's own air
 * (about five hours). Each sensor adds its own noise. Mutable; one thread owns it.
 */
final class Weather {
    private static final double STEP_HOURS = 1.0 / 3;

    private final SplittableRandom random;
    private final OrnsteinUhlenbeck front;
    private final OrnsteinUhlenbeck gusts;
    private final OrnsteinUhlenbeck harbourAir;
    private final OrnsteinUhlenbeck valleyAir;
    private final OrnsteinUhlenbeck ridgeAir;
    private boolean heating;

    Weather(SplittableRandom random) {
        this.random = random;
        front = new OrnsteinUhlenbeck(36, random);
        gusts = new OrnsteinUhlenbeck(2, random);
        harbourAir = new OrnsteinUhlenbeck(5, random);
        valleyAir = new OrnsteinUhlenbeck(5, random);
        ridgeAir = new OrnsteinUhlenbeck(5, random);
    }

    /**
     * The next reading, in the order of the schema's nullable fields.
     *
     * @param hour hours since the start
     * @param drifted whether calibrations and couplings of the sensors have changed
     */
    double[] next(double hour, boolean drifted) {
        double f = front.next();
        double g = gusts.next();
        double cloud = 1 / (1 + Math.exp(-(1.4 * f + 0.5 * g)));
        double sun = Math.max(0, -Math.cos(2 * Math.PI * hour / 24));
        double solar = 900 * sun * (1 - 0.8 * cloud) + noise(12);
        double warmth = 6 * Math.sin(2 * Math.PI * (hour - 9) / 24) * (1.2 - cloud) - 3.5 * f;

        double harbour = 15 + 0.6 * warmth + 0.8 * harbourAir.next() + noise(0.3);
        double valley = 13 + 1.2 * warmth + 1.2 * valleyAir.next() + noise(0.3);
        double ridge = 7 + 0.9 * warmth - 1.5 * f + 1.0 * ridgeAir.next() + noise(0.3);
        double harbourWind = wind(1.3 + 0.35 * f + 0.25 * g + 0.2 * sun);
        double valleyWind = wind(0.6 + 0.30 * f + 0.35 * g);
        double ridgeWind = wind(1.9 + 0.40 * f + 0.30 * g);
        double traffic = 1 + 0.6 * Math.sin(2 * Math.PI * (hour - 4) / 12);
        double no2 = 45 * traffic * Math.exp(-0.25 * valleyWind) + noise(2);
        double harbourHumidity = humidity(harbour, 15, cloud);
        double valleyHumidity = humidity(valley, 13, cloud);
        if (drifted) {
            harbour = 1.3 * harbour + 3; // a new sensor with another gain and offset
            valleyHumidity -= 18; // a dirty sensor
            ridgeWind *= 0.55; // an iced sensor
            no2 += 0.04 * solar; // a new road: its fumes react in the sun
            harbourWind += 3 * sun; // a cleared wood: the sea breeze reaches the harbour
        }
        heating = valley < (heating ? 11.5 : 10.5);
        return new double[] {
            harbour,
            harbourHumidity,
            harbourWind,
            valley,
            valleyHumidity,
            valleyWind,
            no2,
            ridge,
            humidity(ridge, 7, cloud),
            ridgeWind,
            1013 - 8 * f + noise(0.5),
            solar,
            cloud > 0.75 ? 2 : cloud > 0.4 ? 1 : 0,
            heating ? 1 : 0
        };
    }

    private double wind(double logarithm) {
        return Math.exp(logarithm + noise(0.1));
    }

    private double humidity(double temperature, double usual, double cloud) {
        return 100 / (1 + Math.exp(-(0.4 - 0.12 * (temperature - usual) + 1.6 * (cloud - 0.5) + noise(0.08))));
    }

    private double noise(double sd) {
        return sd * random.nextGaussian();
    }

    /** An Ornstein-Uhlenbeck process with unit variance, sampled at every step. */
    private static final class OrnsteinUhlenbeck {
        private final double keep;
        private final SplittableRandom random;
        private double value;

        OrnsteinUhlenbeck(double hours, SplittableRandom random) {
            keep = Math.exp(-STEP_HOURS / hours);
            this.random = random;
            value = random.nextGaussian();
        }

        double next() {
            value = keep * value + Math.sqrt(1 - keep * keep) * random.nextGaussian();
            return value;
        }
    }
}
