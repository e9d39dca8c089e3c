package com.example.join;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.impute.LacunaModel;
import io.lacuna.training.FitSettings;
import io.lacuna.training.ModelFitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Rooms with known physics: the power rises with the temperature, and the fan runs in the heat. */
final class Rooms {
    /** One minute of a room, without missing values. */
    record Minute(double temp, double humidity, double power, boolean fan) {}

    private final SplittableRandom random;

    Rooms(long seed) {
        random = new SplittableRandom(seed);
    }

    Minute minute() {
        double temp = 18 + 10 * random.nextDouble();
        boolean fan = temp > 24;
        double power = 1 + 0.3 * (temp - 18) + (fan ? 0.5 : 0) + 0.05 * random.nextGaussian();
        return new Minute(temp, 80 - 2 * (temp - 18) + random.nextGaussian(), power, fan);
    }

    /** Whether an event with this probability happens. */
    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** A model of such rooms, fitted to minutes with a fifth of the cells missing. */
    static LacunaModel model() {
        Features features = new Features(List.of(
                Feature.continuous("temp"),
                Feature.continuous("humidity"),
                Feature.continuous("power"),
                Feature.binary("fan")));
        Rooms rooms = new Rooms(1);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Minute minute = rooms.minute();
            Map<String, Object> row = new HashMap<>(Map.of(
                    "temp",
                    minute.temp(),
                    "humidity",
                    minute.humidity(),
                    "power",
                    minute.power(),
                    "fan",
                    minute.fan()));
            row.keySet().removeIf(name -> rooms.happens(0.2));
            rows.add(row);
        }
        return ModelFitter.fit(features, rows, FitSettings.defaults());
    }
}
