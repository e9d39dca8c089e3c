package com.example.fill;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.impute.LacunaModel;
import io.lacuna.training.FitSettings;
import io.lacuna.training.ModelFitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Fits a model to rows in memory and writes it to the file that the argument names. */
public final class FitRows {
    private FitRows() {}

    public static void main(String[] args) throws IOException {
        Features features = new Features(List.of(
                Feature.continuous("hall_temp"),
                Feature.continuous("co2"),
                Feature.binary("door_open"),
                Feature.categorical("mode", List.of("off", "heating"))));
        List<Map<String, Object>> rows = readings(); // by feature name; absent and null are missing
        LacunaModel model = ModelFitter.fit(features, rows, FitSettings.defaults());
        model.write(Path.of(args[0]));
        System.out.println(model.provenance().entries());
    }

    /** Readings of a hall: people bring CO2 and warmth, an open door takes both away; a fifth of the cells is missing. */
    static List<Map<String, Object>> readings() {
        SplittableRandom random = new SplittableRandom(1);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            double people = 20 * random.nextDouble();
            boolean open = random.nextDouble() < 0.3;
            double temp = 17 + 0.2 * people - (open ? 2 : 0) + 0.3 * random.nextGaussian();
            Map<String, Object> row = new HashMap<>();
            row.put("hall_temp", temp);
            row.put("co2", 400 + 30 * people * (open ? 0.4 : 1) + 10 * random.nextGaussian());
            row.put("door_open", open);
            row.put("mode", temp < 18 ? "heating" : "off");
            row.keySet().removeIf(name -> random.nextDouble() < 0.2);
            rows.add(row);
        }
        return rows;
    }
}
