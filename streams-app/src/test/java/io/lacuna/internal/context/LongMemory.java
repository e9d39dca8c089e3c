package io.lacuna.internal.context;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.internal.context.tables.SlowMean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The memory of a key with many records, half of whose cells are missing. */
public final class LongMemory {
    private static final long STEP_MS = 60_000;

    private LongMemory() {}

    /** Its bytes, of so many numbers. */
    public static byte[] bytes(int d) {
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            features.add(Feature.continuous("x" + j));
        }
        KeyMemory memory = new KeyMemory(new Features(features));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            memory.begin(STEP_MS * i, i, 42, SlowMean.bucket(STEP_MS * i, STEP_MS));
            for (int j = 0; j < d; j++) {
                if (random.nextBoolean()) {
                    memory.take(j, random.nextGaussian(), (float) random.nextGaussian());
                }
            }
        }
        return memory.toBytes();
    }
}
