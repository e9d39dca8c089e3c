package io.lacuna.benchmarks.papers;

import io.lacuna.data.Table;
import io.lacuna.inference.NeuralMethod;
import io.lacuna.internal.data.FixedNoise;
import io.lacuna.internal.inference.neural.LatentModel;
import io.lacuna.internal.inference.neural.objective.RecordObjective;
import io.lacuna.internal.inference.neural.search.EncoderStart;
import io.lacuna.internal.inference.neural.search.GaussNewtonSearch;
import io.lacuna.internal.inference.neural.search.GradientPosterior;
import io.lacuna.internal.inference.neural.search.PointDescent;
import java.util.Arrays;
import java.util.Objects;

/**
 * How many steps a search needs with half of the cells missing: from random codes or from the encoder, by Adam, by
 * limited-memory BFGS ({@link PointDescent}) or by Gauss-Newton. The objective is the posterior's own, -log p(x|z) - log
 * p(z) with learned noise. A record has arrived within 1% of the lowest value that Adam reaches from a random start in
 * 2,000 steps. The rate of each combination is that with the fewest steps on validation records, among equals the one with
 * the lowest end, so that no method is judged by the end of another's tuning. Rejected steps count. Point searches are
 * measured; {@code pseudo-encoded} serves Adam on the evidence bound, unless {@code posterior.sd=0}.
 */
final class SearchSteps {
    private static final int LEVEL_STEPS = 2000;
    private static final int STEPS = 500;
    private static final int FEW = 25;
    private static final int NEWTON_STEPS = 20;
    private static final int TRACED_STEPS = 100;
    private static final float START_SD = 0.1f;
    private static final double[] RATES = {1, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01};
    private static final double[] LEVEL_RATES = {0.3, 0.1, 0.01};
    private static final double[] NO_RATE = {0};

    private final LatentModel model;
    private final float[][] records;
    private final double[] levels;

    private SearchSteps(LatentModel model, float[][] records) {
        this.model = model;
        this.records = records;
        levels = Arrays.stream(records).mapToDouble(this::level).toArray();
    }

    private enum Optimizer {
        ADAM("Adam"),
        BFGS("L-BFGS"),
        GAUSS_NEWTON("Gauss-Newton");

        private final String title;

        Optimizer(String title) {
            this.title = title;
        }
    }

    static ResultTable table() {
        return new ResultTable(
                "architecture", "|z|", "start", "optimizer", "rate", "steps to 1%", "at 25", "end", "SVI's end");
    }

    static SvgPlot plot() {
        return new SvgPlot("pe-svi: median objective over SVI's end, half of the cells missing", "step", "excess");
    }

    static void measure(
            PseudoEncoder.Setting setting, WholeThenHoles.SplitTable split, ResultTable results, SvgPlot plot) {
        Table train = PseudoEncoder.hidden(split.train(), setting.seed());
        LatentModel model = setting.fit(train, NeuralMethod.PSEUDO_ENCODED);
        float[][] test = PseudoEncoder.standardized(
                model.decoder(), train, PseudoEncoder.hidden(split.test(), setting.seed() + 1));
        SearchSteps validation = new SearchSteps(model, Arrays.copyOf(test, test.length / 4));
        SearchSteps judged = new SearchSteps(model, Arrays.copyOfRange(test, test.length / 4, test.length));
        for (boolean encoded : new boolean[] {false, true}) {
            for (Optimizer optimizer : Optimizer.values()) {
                double rate = validation.fastest(optimizer, encoded);
                double[][] traces = judged.traces(optimizer, encoded, rate);
                String start = encoded ? "encoder" : "random";
                results.row(
                        "Arch" + setting.architecture(),
                        setting.latent(),
                        start,
                        optimizer.title,
                        optimizer == Optimizer.GAUSS_NEWTON ? "-" : Double.toString(rate),
                        judged.medianSteps(traces),
                        mean(traces, FEW),
                        mean(traces, STEPS),
                        Arrays.stream(judged.ends()).average().orElseThrow());
                String name =
                        "Arch" + setting.architecture() + " " + setting.latent() + " " + start + " " + optimizer.title;
                for (int t = 0; t <= TRACED_STEPS; t++) {
                    plot.point(name, t, judged.medianExcess(traces, t));
                }
            }
        }
    }

    private double level(float[] cells) {
        double end = Double.MAX_VALUE;
        for (double rate : LEVEL_RATES) {
            for (boolean falling : new boolean[] {false, true}) {
                double[] trace = adam(cells, random(), rate, LEVEL_STEPS, falling);
                end = Math.min(end, Arrays.stream(trace).min().orElseThrow());
            }
        }
        return end + 0.01 * Math.abs(end);
    }

    /** The lowest values that define the levels. */
    private double[] ends() {
        return Arrays.stream(levels)
                .map(level -> level > 0 ? level / 1.01 : level / 0.99)
                .toArray();
    }

    private double fastest(Optimizer optimizer, boolean encoded) {
        double best = 0;
        double fewest = Double.MAX_VALUE;
        double lowest = Double.MAX_VALUE;
        for (double rate : optimizer == Optimizer.GAUSS_NEWTON ? NO_RATE : RATES) {
            double[][] traces = traces(optimizer, encoded, rate);
            double steps = steps(traces)[traces.length / 2];
            double end = mean(traces, STEPS);
            if (steps < fewest || (steps == fewest && end < lowest)) {
                best = rate;
                fewest = steps;
                lowest = end;
            }
        }
        return best;
    }

    private double[][] traces(Optimizer optimizer, boolean encoded, double rate) {
        double[][] traces = new double[records.length][];
        for (int i = 0; i < traces.length; i++) {
            float[] start = encoded ? encode(records[i]) : random();
            traces[i] = switch (optimizer) {
                case ADAM -> adam(records[i], start, rate, STEPS, false);
                case BFGS ->
                    descent(records[i], start, encoded && !model.search().point(), rate);
                case GAUSS_NEWTON -> newton(records[i], start);
            };
        }
        return traces;
    }

    /** Random, as published; a ReLU decoder may have zero slope at zero. */
    private float[] random() {
        float[] start = FixedNoise.rows("start", 1, 2 * model.decoder().latentSize())[0];
        for (int i = 0; i < start.length; i++) {
            start[i] *= START_SD;
        }
        return start;
    }

    private float[] encode(float[] cells) {
        return new EncoderStart(
                        Objects.requireNonNull(model.encoder()), model.decoder().heads())
                .encode(cells)
                .clone();
    }

    private RecordObjective observed(float[] cells) {
        RecordObjective record = new RecordObjective(model.decoder());
        record.observe(cells);
        return record;
    }

    private double[] adam(float[] cells, float[] start, double rate, int steps, boolean falling) {
        RecordObjective record = observed(cells);
        int k = model.decoder().latentSize();
        GradientPosterior q = new GradientPosterior(k, true);
        q.start(start);
        float[] none = new float[k];
        double[] trace = new double[steps + 1];
        for (int t = 0; t < steps; t++) {
            double now = falling ? rate * 0.5 * (1 + Math.cos(Math.PI * t / steps)) : rate;
            trace[t] = -q.step(record, none, now);
        }
        trace[steps] = -q.gradient(record, none);
        return trace;
    }

    /** @param informed whether the widths of the start give the first curvature */
    private double[] descent(float[] cells, float[] start, boolean informed, double pace) {
        RecordObjective record = observed(cells);
        PointDescent points = new PointDescent(model.decoder().latentSize());
        double[] trace = new double[STEPS + 1];
        trace[0] = points.start(record, start, informed, pace);
        for (int t = 1; t <= STEPS; t++) {
            trace[t] = points.step(record);
        }
        return trace;
    }

    private double[] newton(float[] cells, float[] start) {
        double[] trace = new double[NEWTON_STEPS + 1];
        GaussNewtonSearch.trace(observed(cells), start, trace);
        return trace;
    }

    private double[] steps(double[][] traces) {
        double[] steps = new double[traces.length];
        for (int i = 0; i < traces.length; i++) {
            int t = 0;
            while (t < traces[i].length && traces[i][t] > levels[i]) {
                t++;
            }
            steps[i] = t;
        }
        Arrays.sort(steps);
        return steps;
    }

    private String medianSteps(double[][] traces) {
        int median = (int) steps(traces)[traces.length / 2];
        return median == traces[0].length ? "> " + (median - 1) : Integer.toString(median);
    }

    /** The mean objective after this many steps, or after the last one. */
    private static double mean(double[][] traces, int step) {
        return Arrays.stream(traces)
                .mapToDouble(trace -> trace[Math.min(step, trace.length - 1)])
                .average()
                .orElseThrow();
    }

    private double medianExcess(double[][] traces, int t) {
        double[] excess = new double[traces.length];
        for (int i = 0; i < traces.length; i++) {
            double value = traces[i][Math.min(t, traces[i].length - 1)];
            excess[i] = Math.max(0, (value - levels[i]) / Math.max(1, Math.abs(levels[i])));
        }
        Arrays.sort(excess);
        return Math.min(1, excess[excess.length / 2]);
    }
}
