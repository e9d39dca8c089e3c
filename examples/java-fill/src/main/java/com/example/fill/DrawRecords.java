package com.example.fill;

import io.lacuna.impute.LacunaModel;
import io.lacuna.impute.RowImputer;
import io.lacuna.model.ArtifactException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** Multiple imputation of one record with the model in the file that the argument names. */
public final class DrawRecords {
    private DrawRecords() {}

    public static void main(String[] args) throws IOException, ArtifactException {
        RowImputer imputer = LacunaModel.read(Path.of(args[0])).imputer();
        SplittableRandom random = new SplittableRandom(7); // the same seed gives the same draws
        for (int draw = 0; draw < 5; draw++) {
            System.out.println(imputer.draw(Map.of("hall_temp", 18.1), random));
        }
    }
}
