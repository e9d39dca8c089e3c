package com.example.fill;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.TimedRow;
import io.lacuna.impute.FilledCell.FilledNumber;
import io.lacuna.impute.LacunaModel;
import io.lacuna.impute.RowImputer;
import io.lacuna.training.FitSettings;
import io.lacuna.training.ModelFitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Fills a gap with the earlier rows of the same station. */
public final class FillInTime {
    private FillInTime() {}

    public static void main(String[] args) {
        Features features = new Features(List.of(Feature.continuous("temp"), Feature.continuous("humidity")));
        List<TimedRow> rows = readings(); // each with its station, its time, and values by feature name
        LacunaModel model =
                ModelFitter.fitTimed(features, rows, FitSettings.defaults().withBudget(Duration.ofSeconds(5)));
        RowImputer imputer = model.imputer(); // remembers the newest values of each station
        Instant now = Instant.parse("2026-11-29T12:00:00Z");
        imputer.fill(new TimedRow("roof", now, Map.of("temp", 4.5, "humidity", 80)));
        FilledNumber temp = imputer.fill(new TimedRow("roof", now.plusSeconds(60), Map.of("humidity", 80)))
                .number("temp")
                .orElseThrow();
        System.out.println("temp " + temp.mean() + " in " + temp.interval());
    }

    /** Readings of three stations, a minute apart: warmth comes and goes slowly, and a seventh of the cells is missing. */
    static List<TimedRow> readings() {
        SplittableRandom random = new SplittableRandom(1);
        List<TimedRow> rows = new ArrayList<>();
        double[] warmth = new double[3];
        for (int i = 0; i < 1500; i++) {
            int station = i % 3;
            warmth[station] = 0.99 * warmth[station] + 0.5 * random.nextGaussian();
            Map<String, Object> values = new HashMap<>(Map.of(
                    "temp", 10 + warmth[station],
                    "humidity", 70 + 10 * random.nextGaussian()));
            values.keySet().removeIf(name -> random.nextInt(7) == 0);
            rows.add(new TimedRow("station" + station, Instant.ofEpochSecond(60L * (i / 3)), values));
        }
        return rows;
    }
}
