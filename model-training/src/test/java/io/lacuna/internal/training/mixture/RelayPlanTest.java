package io.lacuna.internal.training.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lacuna.data.Feature;
import io.lacuna.data.Features;
import io.lacuna.data.Table;
import io.lacuna.training.FitSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The size rules, computed by hand. */
class RelayPlanTest {
    private static final Duration AMPLE = Duration.ofDays(10);

    /** A complete table of n rows and d continuous features. */
    private static Table table(int n, int d) {
        List<Feature> features = new ArrayList<>();
        for (int j = 0; j < d; j++) {
            features.add(Feature.continuous("x" + j));
        }
        double[] row = new double[d];
        return new Table(
                new Features(features), IntStream.range(0, n).mapToObj(i -> row).toList());
    }

    private static RelayPlan plan(Table table, Duration budget, Map<String, String> options) {
        return RelayPlan.of(table, new FitSettings("relay-mixture", 0, budget, 1, options));
    }

    private static RelayPlan plan(int n, int d) {
        return plan(table(n, d), AMPLE, Map.of());
    }

    private static List<Integer> relays(RelayPlan plan, int space) {
        return plan.fits().stream()
                .filter(fit -> fit.space() == space)
                .map(RelayPlan.Fit::relays)
                .toList();
    }

    @Test
    void aSmallTableHasSixFitsASpaceUpToItsSize() {
        // 210 rows of 4 are 840 cells, at 1.5 * 4 * 7 = 42 per relay: 20 relays. An eighth is 2.5, rounded to 3.
        RelayPlan plan = plan(210, 4);
        assertThat(relays(plan, 0)).containsExactly(3, 5, 10, 10, 15, 20);
        assertThat(relays(plan, 1)).isEqualTo(relays(plan, 0));
        assertThat(plan.fits()).hasSize(12);
        assertThat(plan.fits().get(0).space()).isZero();
        assertThat(plan.iterations()).isEqualTo(40);
    }

    @Test
    void thereAreTwoRelaysAtLeastAndThirtyTwoAtMostInASmallTable() {
        assertThat(relays(plan(3, 4), 0)).containsExactly(2, 2, 2, 2, 2, 2);
        assertThat(relays(plan(1_000, 4), 0)).containsExactly(4, 8, 16, 16, 24, 32);
    }

    @Test
    void aLargeTableHasMoreRelaysAndFewerFits() {
        // 64,000 cells: 32 * 2^1.5 = 90.5 relays, in four fits per space.
        assertThat(relays(plan(16_000, 4), 0)).containsExactly(23, 46, 46, 91);
        // 82,000 cells: 32 * 2.5625^1.5 = 131.3, in three fits.
        assertThat(relays(plan(20_500, 4), 0)).containsExactly(33, 66, 131);
        // 128,000 cells and more: 192, in two fits.
        assertThat(relays(plan(32_000, 4), 0)).containsExactly(96, 192);
    }

    @Test
    void missingCellsAreNotCounted() {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 210; i++) {
            double gap = i % 2 == 0 ? Double.NaN : 1;
            rows.add(new double[] {1, gap, 1, gap});
        }
        // 210 * 3 = 630 cells at 42 per relay: 15.
        RelayPlan plan = plan(new Table(table(1, 4).features(), rows), AMPLE, Map.of());
        assertThat(relays(plan, 0)).containsExactly(2, 4, 8, 8, 11, 15);
    }

    @Test
    void theFastPresetHasTwoSmallFitsASpace() {
        assertThat(relays(plan(table(32_000, 4), AMPLE, Map.of("preset", "fast")), 0))
                .containsExactly(8, 16);
    }

    @Test
    void sizesCanBeGiven() {
        RelayPlan plan = plan(table(210, 4), AMPLE, Map.of("relays", "8", "fits", "7", "space", "rank-normal"));
        assertThat(relays(plan, 0)).isEmpty();
        assertThat(relays(plan, 1)).containsExactly(4, 8, 2, 6, 2, 4, 4);
        assertThat(relays(plan(table(210, 4), AMPLE, Map.of("relays", "1", "space", "standardized")), 0))
                .containsExactly(1, 1, 1, 1, 1, 1);
    }

    @Test
    void theTimeIsPredictedByMultiplyAdds() {
        // 210 complete rows of 4: a factor costs 4^3 / 6 + 4^2 + 30, the M step of a row 4^2 + 30. From 12 relays
        // on, half of them are evaluated, and at most four are active in a row.
        double factor = 64.0 / 6 + 16 + 30;
        double move = 16 + 30;
        double round = 0;
        for (int relays : new int[] {3, 5, 10, 10, 15, 20}) {
            round += relays * (relays < 12 ? 1 : 0.5) * factor + Math.min(relays, 4) * move;
        }
        assertThat(plan(210, 4).seconds()).isCloseTo(2 * 0.63 * 210 * 40 * round / 6e8, within(1e-12));
        // Half of the cells are missing: o = 2 observed and m = 2 missing, o^2 m / 2 + m^2 o / 2 more.
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 420; i++) {
            rows.add(new double[] {1, Double.NaN, 1, Double.NaN});
        }
        RelayPlan half = plan(
                new Table(table(1, 4).features(), rows),
                AMPLE,
                Map.of("relays", "3", "fits", "2", "space", "standardized"));
        double cost = (2 + 3) * (8.0 / 6 + 4 + 30) + (2 + 3) * (4 + 4 + 16 + 30);
        assertThat(half.seconds()).isCloseTo(0.63 * 420 * 40 * cost / 6e8, within(1e-12));
    }

    @Test
    void aTighterBudgetTakesFewerFitsThenFewerRoundsThenFewerRelays() {
        Table table = table(100_000, 4);
        Map<String, String> twenty = Map.of("relays", "20");
        double whole = plan(table, AMPLE, twenty).seconds();
        List<Integer> lengths = new ArrayList<>();
        List<Integer> rounds = new ArrayList<>();
        double before = Double.POSITIVE_INFINITY;
        for (double share = 1.001; share > 0.01; share *= 0.9) {
            // The plan assumes two threads.
            Duration budget = Duration.ofMillis((long) (share * whole / 2 * 1e3));
            RelayPlan plan = plan(table, budget, twenty);
            assertThat(plan.seconds()).isLessThanOrEqualTo(before);
            before = plan.seconds();
            lengths.add(relays(plan, 0).size());
            rounds.add(plan.iterations());
        }
        assertThat(lengths.get(0)).isEqualTo(6);
        assertThat(rounds.get(0)).isEqualTo(40);
        int firstFour = lengths.indexOf(4);
        int firstThree = lengths.indexOf(3);
        int fewerRounds = rounds.indexOf(25);
        assertThat(firstFour).isPositive();
        assertThat(firstThree).isGreaterThan(firstFour);
        assertThat(fewerRounds).isGreaterThan(firstThree - 1);
    }

    @Test
    void aBudgetOfNothingStillFitsSomething() {
        RelayPlan plan = plan(table(5_000, 30), Duration.ofMillis(1), Map.of());
        assertThat(plan.fits())
                .isNotEmpty()
                .allSatisfy(fit -> assertThat(fit.relays()).isEqualTo(1));
        assertThat(plan.iterations()).isEqualTo(10);
    }

    private static LowRankTrainer.Plan lowRank(int n, int d, double cells, double seconds, boolean fast) {
        FitSettings settings = new FitSettings(
                "relay-mixture", 0, Duration.ofMillis(Math.max(1, (long) (seconds * 1e3))), 2, Map.of());
        return LowRankTrainer.plan(n, d, cells, 1, settings, fast);
    }

    @Test
    void aWideTableHasAsManyFactorsAndRelaysAsItCanTell() {
        double ample = 1e6;
        // 20 factors, or fewer if rows / 25 or columns / 3 are fewer; cells / (8 d (q + 2)) relays, at most 8.
        assertThat(lowRank(5_000, 100, 5e5, ample, false)).isEqualTo(new LowRankTrainer.Plan(4, 8, 20, 25, 5_000));
        assertThat(lowRank(1_000, 100, 5e4, ample, false)).isEqualTo(new LowRankTrainer.Plan(4, 2, 20, 25, 1_000));
        assertThat(lowRank(250, 100, 2.5e4, ample, false)).isEqualTo(new LowRankTrainer.Plan(4, 2, 10, 25, 250));
        assertThat(lowRank(5_000, 30, 1e5, ample, false)).isEqualTo(new LowRankTrainer.Plan(4, 8, 10, 25, 5_000));
        assertThat(lowRank(10, 100, 100, ample, false)).isEqualTo(new LowRankTrainer.Plan(4, 1, 1, 25, 10));
        assertThat(lowRank(5_000, 100, 5e5, ample, true)).isEqualTo(new LowRankTrainer.Plan(2, 4, 10, 25, 5_000));
    }

    @Test
    void aWideTablesTimeIsPredictedByMultiplyAdds() {
        // 1,000 rows of 100 with 20 factors: a posterior costs 100 (200 + 60 + 10), the sums 100 (200 + 40 + 5), and a
        // round has 16 systems of 20^3 / 6 a relay, which columns without gaps share.
        double posterior = 100 * 270;
        double sums = 100 * 245;
        double regressions = 16 * 8000 / 6.0;
        double round = 630 * (5 * posterior + 1.5 * sums) + 5 * regressions;
        double single = 630 * (posterior + sums) + regressions;
        double seconds = 4 * (25 * round + 12 * single) / 5e8;
        // Two threads: half of the time is exactly enough budget.
        assertThat(lowRank(1_000, 100, 1e5, seconds / 2 + 0.001, false))
                .isEqualTo(new LowRankTrainer.Plan(4, 5, 20, 25, 1_000));
        assertThat(lowRank(1_000, 100, 1e5, seconds / 2 - 0.001, false))
                .isEqualTo(new LowRankTrainer.Plan(4, 5, 20, 15, 1_000));
    }

    @Test
    void aWideTablesPlanGivesUpRoundsThenFitsThenRelaysThenFactorsThenRows() {
        double whole = 100;
        List<LowRankTrainer.Plan> plans = new ArrayList<>();
        for (double seconds = whole; seconds > 0.001; seconds *= 0.8) {
            plans.add(lowRank(4_000, 100, 4e5, seconds, false));
        }
        assertThat(plans.get(0)).isEqualTo(new LowRankTrainer.Plan(4, 8, 20, 25, 4_000));
        LowRankTrainer.Plan before = plans.get(0);
        for (LowRankTrainer.Plan plan : plans) {
            assertThat(plan.rows()).isLessThanOrEqualTo(before.rows());
            if (plan.rows() == before.rows()) {
                assertThat(plan.factors()).isLessThanOrEqualTo(before.factors());
                if (plan.factors() == before.factors()) {
                    assertThat(plan.relays()).isLessThanOrEqualTo(before.relays());
                    if (plan.relays() == before.relays()) {
                        assertThat(plan.fits()).isLessThanOrEqualTo(before.fits());
                    }
                }
            }
            before = plan;
        }
        assertThat(plans).extracting(LowRankTrainer.Plan::rounds).contains(25, 15, 8);
        assertThat(plans)
                .extracting(LowRankTrainer.Plan::factors)
                .contains(20, 10, 5)
                .doesNotContain(2);
        // The smallest plan: one relay of four factors, fitted to a bootstrap sample of at most 200 rows.
        assertThat(plans.get(plans.size() - 1)).isEqualTo(new LowRankTrainer.Plan(1, 1, 4, 8, 125));
    }

    private static List<LowRankTrainer.Plan> tried(int n, int d, double different, double seconds) {
        FitSettings settings =
                new FitSettings("relay-mixture", 0, Duration.ofMillis((long) (seconds * 1e3)), 2, Map.of());
        return LowRankTrainer.plans(n, d, (double) n * d, different, settings, false);
    }

    @Test
    void aWideTableTriesSingleAnalysersOfMoreFactorsAsFarAsRowsColumnsAndBudgetAllow() {
        double ample = 1e6;
        assertThat(tried(5_000, 79, 1, ample)).hasSize(1);
        assertThat(tried(5_000, 100, 1, ample))
                .extracting(LowRankTrainer.Plan::factors)
                .containsExactly(20, 40);
        assertThat(tried(1_200, 784, 1, ample))
                .extracting(LowRankTrainer.Plan::factors)
                .containsExactly(20, 40, 80, 160);
        assertThat(tried(450, 784, 1, ample))
                .extracting(LowRankTrainer.Plan::factors)
                .containsExactly(18, 40, 80);
        assertThat(tried(1_200, 784, 1, ample).get(3)).isEqualTo(new LowRankTrainer.Plan(4, 1, 160, 0, 1_200));
        // Rows with the same gaps share the posterior covariance of their factors, so that more is tried in the same
        // time.
        assertThat(tried(1_200, 784, 1, 30).size())
                .isLessThan(tried(1_200, 784, 0.01, 30).size());
    }
}
