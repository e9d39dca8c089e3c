package io.lacuna.internal.relay;

/**
 * First and second moment of a rank-normal feature with a normal score: E g(Y) and E g(Y)^2 for Y ~ N(m, s^2), where g
 * is {@link RankNormal#back}. The integral (Gauss-Hermite, 9 nodes) is computed once on a grid of m and s; each record
 * only interpolates bilinearly. The integral matters: g at the mean score is the median, which is less accurate than
 * the mean wherever g is curved.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class ExpectedValues {
    private static final double REACH = 4.5;
    private static final double MEANS_PER_UNIT = 8;
    private static final double SDS_PER_UNIT = 8;
    private static final int MEANS = (int) (2 * REACH * MEANS_PER_UNIT) + 1;
    private static final int SDS = (int) (2 * SDS_PER_UNIT) + 1;

    /**
     * Gauss-Hermite quadrature for the standard normal with 9 nodes. The rule is symmetric, so only non-negative nodes
     * are stored.
     */
    private static final double[] NODES = {0, 1.023255663789133, 2.076847978677830, 3.205429002856470, 4.512745863399783
    };

    private static final double[] WEIGHTS = {
        0.406349206349206, 0.244097502894939, 0.0499164067652179, 0.00278914132123177, 0.0000223458440077466
    };

    /** Both moments, in standard units and standard units squared: [mean][sd][moment]. */
    private final float[] grid = new float[2 * MEANS * SDS];

    public ExpectedValues(RankNormal marginal) {
        for (int a = 0; a < MEANS; a++) {
            for (int b = 0; b < SDS; b++) {
                double mean = a / MEANS_PER_UNIT - REACH;
                double sd = b / SDS_PER_UNIT;
                double one = 0;
                double two = 0;
                for (int q = 0; q < NODES.length; q++) {
                    double up = marginal.back(mean + sd * NODES[q]);
                    double down = marginal.back(mean - sd * NODES[q]);
                    double weight = q == 0 ? 0.5 * WEIGHTS[0] : WEIGHTS[q];
                    one += weight * (up + down);
                    two += weight * (up * up + down * down);
                }
                grid[2 * (a * SDS + b)] = (float) one;
                grid[2 * (a * SDS + b) + 1] = (float) two;
            }
        }
    }

    /**
     * First moment of a mixture of normal scores: the first number of {@link #sum}, to the bit.
     *
     * @param mean mean score of each component
     * @param sd standard deviation of each component's score
     * @param share weight of each component
     */
    public double mean(float[] mean, float[] sd, float[] share, int from, int to) {
        float[] cells = grid;
        float one = 0;
        for (int i = from; i < to; i++) {
            float x = (mean[i] + (float) REACH) * (float) MEANS_PER_UNIT;
            float y = sd[i] * (float) SDS_PER_UNIT;
            if (!(x >= 0 && x < MEANS - 1)) {
                x = Math.max(0, Math.min(MEANS - 1, x));
            }
            if (!(y < SDS - 1)) {
                y = SDS - 1;
            }
            int a = Math.min(MEANS - 2, (int) x);
            int b = Math.min(SDS - 2, (int) y);
            float v = y - b;
            int at = 2 * (a * SDS + b);
            int next = at + 2 * SDS;
            float lowOne = cells[at] + v * (cells[at + 2] - cells[at]);
            float highOne = cells[next] + v * (cells[next + 2] - cells[next]);
            one += share[i] * (lowOne + (x - a) * (highOne - lowOne));
        }
        return one;
    }

    /**
     * Moments of a mixture of normal scores: the sums of E g(Y), of E g(Y)^2 and about of E g(Y)^3 over the components {@code
     * from} to {@code to - 1}, weighted by {@code share}. The third takes each component's values as normal; it differs between
     * components much more than within them.
     *
     * @param mean mean score of each component
     * @param sd standard deviation of each component's score
     * @param share weight of each component
     * @param into three numbers, overwritten: the moments in standard units, their squares and cubes
     */
    public void sum(float[] mean, float[] sd, float[] share, int from, int to, double[] into) {
        float[] cells = grid;
        float one = 0;
        float two = 0;
        float three = 0;
        for (int i = from; i < to; i++) {
            float x = (mean[i] + (float) REACH) * (float) MEANS_PER_UNIT;
            float y = sd[i] * (float) SDS_PER_UNIT;
            if (!(x >= 0 && x < MEANS - 1)) { // A rarely taken branch is cheaper than min and max every time.
                x = Math.max(0, Math.min(MEANS - 1, x));
            }
            if (!(y < SDS - 1)) {
                y = SDS - 1;
            }
            int a = Math.min(MEANS - 2, (int) x);
            int b = Math.min(SDS - 2, (int) y);
            float u = x - a;
            float v = y - b;
            int at = 2 * (a * SDS + b);
            int next = at + 2 * SDS;
            float lowOne = cells[at] + v * (cells[at + 2] - cells[at]);
            float highOne = cells[next] + v * (cells[next + 2] - cells[next]);
            float lowTwo = cells[at + 1] + v * (cells[at + 3] - cells[at + 1]);
            float highTwo = cells[next + 1] + v * (cells[next + 3] - cells[next + 1]);
            float first = lowOne + u * (highOne - lowOne);
            float second = lowTwo + u * (highTwo - lowTwo);
            one += share[i] * first;
            two += share[i] * second;
            three += share[i] * (first * (3 * second - 2 * first * first));
        }
        into[0] = one;
        into[1] = two;
        into[2] = three;
    }
}
