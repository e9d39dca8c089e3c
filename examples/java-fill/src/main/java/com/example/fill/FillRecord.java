package com.example.fill;

import io.lacuna.impute.FilledCell.FilledNumber;
import io.lacuna.impute.FilledRow;
import io.lacuna.impute.LacunaModel;
import io.lacuna.impute.LatentCode;
import io.lacuna.impute.RowImputer;
import io.lacuna.model.ArtifactException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Fills one record with the model in the file that the argument names. */
public final class FillRecord {
    private FillRecord() {}

    public static void main(String[] args) throws IOException, ArtifactException {
        LacunaModel model = LacunaModel.read(Path.of(args[0]));
        RowImputer imputer = model.imputer(); // one for each thread
        FilledRow row = imputer.fill(Map.of("hall_temp", 18.1, "door_open", true));

        FilledNumber co2 = row.number("co2").orElseThrow(); // mean, sd, and an interval of 90%
        double heating = row.category("mode").orElseThrow().probability("heating");
        LatentCode code = row.latentCode(); // posterior of the latent code: k means, k sds
        double logLikelihood = row.logLikelihood(); // log density of the observed cells

        System.out.println(row.values());
        System.out.printf(
                "co2 %.0f, between %.0f and %.0f; heating with probability %.2f; %d latent numbers; log-likelihood %.2f%n",
                co2.mean(), co2.interval().lower(), co2.interval().upper(), heating, code.size(), logLikelihood);
    }
}
