package io.lacuna.internal.evaluation;

import io.lacuna.data.Table;
import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.context.tables.Calendar;
import io.lacuna.internal.data.Seeds;
import io.lacuna.internal.inference.BoundDraws;
import io.lacuna.internal.inference.LikelihoodBound;
import io.lacuna.internal.inference.neural.bound.BufferWeights;
import io.lacuna.internal.model.ImputationModel;
import io.lacuna.internal.model.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A lower bound of the log likelihood of each record of a table, estimated by draws. Several members are averaged, as
 * {@code logLikelihood} of a note is. Immutable by convention: nobody writes to its arrays.
 *
 * @param bound which bound
 * @param perRecord in nats, continuous cells in standard units; 0 for a record without an observed cell
 * @param error standard error of {@link #mean} from the draws alone, not from the choice of records; 0 for a closed form,
 *     NaN for one draw
 */
public record TableBound(LikelihoodBound bound, double[] perRecord, double error) {
    private static final int SHARE_RECORDS = 2000;
    private static final int SHARE_ITERATIONS = 50;

    /**
     * @param settings the method that gives the proposals of ELBO and IWAE
     * @param draws number of draws per record, at least 1
     * @param seed of the draws
     */
    public static TableBound of(
            ImputationModel model,
            InferenceSettings settings,
            Table table,
            LikelihoodBound bound,
            int draws,
            long seed) {
        List<double[]> rows = withCalendar(model, table);
        double[] sum = new double[rows.size()];
        double variance = 0;
        List<Member> members = withLikelihood(model, settings);
        for (int m = 0; m < members.size(); m++) {
            Member member = members.get(m);
            BoundDraws of = member.newBound(settings.forMethods(member.methods()), bound);
            double[] logShares = bound.kind() == LikelihoodBound.Kind.BSVI_PI
                    ? shares(of, rows, bound, seed)
                    : BufferWeights.uniform(bound.weights());
            double[] logWeights = new double[bound.weights()];
            for (int i = 0; i < sum.length; i++) {
                var random = Seeds.random(seed, "bound " + m + " of record " + i);
                of.observe(rows.get(i));
                double first = 0;
                double square = 0;
                for (int s = 0; s < draws; s++) {
                    of.draw(random, logWeights);
                    double value = BufferWeights.logSum(logWeights, logShares);
                    first += value / draws;
                    square += value * value / draws;
                }
                sum[i] += first / members.size();
                variance += Math.max(0, square - first * first) / (draws - 1);
            }
        }
        double error = Math.sqrt(variance) / members.size() / Math.max(1, sum.length);
        return new TableBound(bound, sum, error);
    }

    /** The members that the likelihood of a note averages: those that have one, or all if none has. */
    private static List<Member> withLikelihood(ImputationModel model, InferenceSettings settings) {
        List<Member> some = model.members().stream()
                .filter(member ->
                        member.newKernel(settings.forMethods(member.methods())).hasLikelihood())
                .toList();
        return some.isEmpty() ? model.members() : some;
    }

    /** Equation 13: pi is fitted to draws of its own, so that the bound stays a lower one. */
    private static double[] shares(BoundDraws of, List<double[]> rows, LikelihoodBound bound, long seed) {
        List<double[]> fitted = new ArrayList<>();
        for (int i = 0; i < Math.min(SHARE_RECORDS, rows.size()); i++) {
            double[] logWeights = new double[bound.weights()];
            of.observe(rows.get(i));
            of.draw(Seeds.random(seed, "shares, record " + i), logWeights);
            fitted.add(logWeights);
        }
        return BufferWeights.fit(fitted, BufferWeights.uniform(bound.weights()), SHARE_ITERATIONS);
    }

    private static List<double[]> withCalendar(ImputationModel model, Table table) {
        Calendar calendar = model.calendar();
        if (calendar.isNone()) {
            return table.rows();
        }
        List<double[]> rows = new ArrayList<>();
        for (double[] row : table.rows()) {
            double[] extended = Arrays.copyOf(row, model.memberFeatures().size());
            calendar.writeMissing(extended, row.length);
            rows.add(extended);
        }
        return rows;
    }

    /** Mean over the records. */
    public double mean() {
        return Arrays.stream(perRecord).average().orElse(0);
    }
}
