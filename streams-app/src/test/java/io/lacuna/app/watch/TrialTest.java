package io.lacuna.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TrialTest {
    private final SplittableRandom random = new SplittableRandom(3);

    private Trial tried(int records, double active, double shadow) {
        Trial trial = new Trial(5, 200, 2);
        for (int i = 0; i < records; i++) {
            trial.add(Scores.pair(4, active * random.nextGaussian(), 5, shadow * random.nextGaussian()));
        }
        return trial;
    }

    @Test
    void isOpenUntilTheAskedRecordsAreThere() {
        assertThat(tried(199, 1, 0.5).verdict()).isEqualTo(Trial.Verdict.OPEN);
    }

    @Test
    void oneThatFillsBetterIsPromotedWithItsFigures() {
        Trial trial = tried(200, 1, 0.5);
        assertThat(trial.verdict()).isEqualTo(Trial.Verdict.PROMOTE);
        assertThat(trial.explain()).contains("200 live records").contains("generation 4");
    }

    @Test
    void oneThatFillsAlikeIsRejected() {
        assertThat(tried(200, 1, 1).verdict()).isEqualTo(Trial.Verdict.REJECT);
    }

    @Test
    void oneThatDoesHarmEndsSooner() {
        assertThat(tried(100, 0.2, 2).verdict()).isEqualTo(Trial.Verdict.REJECT);
    }

    @Test
    void recordsOfOtherProposalsAndUnpairedOnesDoNotCount() {
        Trial trial = new Trial(5, 10, 2);
        for (int i = 0; i < 50; i++) {
            trial.add(Scores.pair(4, 1, 3, 0));
            trial.add(Scores.of(4, i, 1));
        }
        assertThat(trial.verdict()).isEqualTo(Trial.Verdict.OPEN);
    }

    @Test
    void pairsWithAnotherServingGenerationBeginAnew() {
        Trial trial = new Trial(5, 200, 2);
        for (int i = 0; i < 199; i++) {
            trial.add(Scores.pair(3, 1, 5, 0.1));
        }
        trial.add(Scores.pair(4, 1, 5, 0.1));
        assertThat(trial.verdict()).isEqualTo(Trial.Verdict.OPEN);
    }
}
