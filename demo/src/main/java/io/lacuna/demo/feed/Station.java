package io.lacuna.demo.feed;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One station: the weather at its site, as its sensors report it. Its site has its own air (about five hours), clouds and
 * wind (about two hours). Each sensor has an error of calibration, constant for one half and drifting within about ten
 * days for the other, and noise that is new in each reading. Mutable; one thread owns it.
 */
final class Station {
    /** Standard deviation of the error of calibration: temperature, ground, humidity's logit, wind's logarithm, pressure. */
    private static final double[] CALIBRATION = {0.6, 0.8, 0.12, 0.06, 0.8};

    private static final int AIR = 0;
    private static final int GROUND = 1;
    private static final int HUMIDITY = 2;
    private static final int WIND = 3;
    private static final int PRESSURE = 4;

    private final Site site;
    private final SplittableRandom random;
    private final OrnsteinUhlenbeck air;
    private final OrnsteinUhlenbeck clouds;
    private final OrnsteinUhlenbeck wind;
    private final double[] offset = new double[CALIBRATION.length];
    private final OrnsteinUhlenbeck[] slow = new OrnsteinUhlenbeck[CALIBRATION.length];

    /**
     * Where a station stands.
     *
     * @param temperature mean, in degrees Celsius
     * @param swing of the temperature within a day, as a factor
     * @param exposure logarithm of its usual wind
     * @param traffic nitrogen dioxide on a calm day
     * @param coastal whether it gets the sea breeze
     */
    record Site(double temperature, double swing, double exposure, double traffic, boolean coastal) {}

    Station(Site site, SplittableRandom random, double stepHours) {
        this.site = site;
        this.random = random;
        air = new OrnsteinUhlenbeck(5 / stepHours, random);
        clouds = new OrnsteinUhlenbeck(2 / stepHours, random);
        wind = new OrnsteinUhlenbeck(2 / stepHours, random);
        Arrays.setAll(offset, i -> CALIBRATION[i] * Math.sqrt(0.5) * random.nextGaussian());
        Arrays.setAll(slow, i -> new OrnsteinUhlenbeck(240 / stepHours, random));
    }

    /**
     * The next reading, in the order of the schema's nullable fields.
     *
     * @param hour hours since the start
     * @param drifted whether sensors and surroundings have changed
     */
    double[] next(double hour, Weather.Hour now, boolean drifted) {
        double[] error = new double[CALIBRATION.length];
        Arrays.setAll(error, i -> offset[i] + CALIBRATION[i] * Math.sqrt(0.5) * slow[i].next());
        double f = now.front();
        double cloud = 1 / (1 + Math.exp(-(1.4 * f + 0.5 * now.unrest() + 0.4 * clouds.next())));
        double sun = Math.max(0, -Math.cos(2 * Math.PI * hour / 24));
        double solar = Math.max(0, 900 * sun * (1 - 0.8 * cloud) + noise(12));
        double warmth = 6 * Math.sin(2 * Math.PI * (hour - 9) / 24) * (1.2 - cloud) - 3.5 * f;
        double real = site.temperature() + site.swing() * warmth + air.next();
        double humidity = 0.4 - 0.12 * (real - site.temperature()) + 1.6 * (cloud - 0.5) + error[HUMIDITY];
        double speed = site.exposure() + 0.35 * f + 0.25 * now.unrest() + 0.2 * wind.next() + error[WIND];
        double temperature = real + error[AIR] + noise(0.3);
        double ground = real + 0.006 * solar - 1.5 + error[GROUND] + noise(0.4);
        double percent = 100 / (1 + Math.exp(-(humidity + noise(0.06))));
        double metres = Math.exp(speed + noise(0.1));
        double gust = Math.exp(speed + 0.4 + 0.1 * now.unrest() + noise(0.12));
        double rush = 1 + 0.6 * Math.sin(2 * Math.PI * (hour - 4) / 12);
        double no2 = Math.max(0, site.traffic() * rush * Math.exp(-0.15 * Math.exp(speed)) + noise(2));
        double pressure = 1013 - 8 * f + error[PRESSURE] + noise(0.5);
        boolean heating = real + noise(0.5) < 9;
        if (drifted) {
            temperature = 1.3 * temperature + 3; // new sensors with another gain and offset
            percent = 0.75 * percent; // filters that age
            no2 += 0.04 * solar; // a new road: its fumes react in the sun
            if (site.coastal()) {
                metres += 3 * sun; // a cleared wood: the sea breeze reaches the coast
                gust += 4 * sun;
            } else {
                metres *= 0.55; // iced
            }
        }
        return new double[] {
            temperature,
            percent,
            ground,
            metres,
            gust,
            pressure,
            solar,
            no2,
            cloud > 0.75 ? 2 : cloud > 0.4 ? 1 : 0,
            heating ? 1 : 0
        };
    }

    private double noise(double sd) {
        return sd * random.nextGaussian();
    }
}
