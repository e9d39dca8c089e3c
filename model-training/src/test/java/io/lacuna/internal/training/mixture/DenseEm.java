package io.lacuna.internal.training.mixture;

/**
 * One iteration of expectation maximization for a mixture of normals on partial rows, row by row from the formulas:
 * Bayes' rule over the relays, conditional moments of the missing cells, then means and covariances shrunk towards the
 * priors. Shares no code with {@link RelayMixtureEm}.
 */
final class DenseEm {
    final double[] weights;
    final double[][] centres;
    final double[][][] covariances;
    final double[][][] probabilities;

    DenseEm(RelayParameters parameters) {
        int relays = parameters.relays;
        weights = new double[relays];
        centres = new double[relays][];
        covariances = new double[relays][][];
        probabilities = new double[relays][][];
        for (int k = 0; k < relays; k++) {
            weights[k] = Math.exp(parameters.logWeights[k]);
            centres[k] = parameters.centres[k].clone();
            covariances[k] = DenseNormal.full(parameters.covariances[k]);
            probabilities[k] = new double[parameters.probabilities[k].length][];
            for (int f = 0; f < probabilities[k].length; f++) {
                probabilities[k][f] = parameters.probabilities[k][f].clone();
            }
        }
    }

    /** Log density of a row and each relay; also computes the row's conditional normal in each relay. */
    private double[] joint(RelayRows rows, int i, DenseNormal[] given) {
        double[] joint = new double[weights.length];
        for (int k = 0; k < joint.length; k++) {
            given[k] = DenseNormal.given(centres[k], covariances[k], rows.y()[i]);
            joint[k] = Math.log(weights[k]) + given[k].logDensity();
            for (int f = 0; f < rows.labels().length; f++) {
                if (rows.categories()[i][f] >= 0) {
                    joint[k] += Math.log(probabilities[k][f][rows.categories()[i][f]]);
                }
            }
        }
        return joint;
    }

    private static double sumOfExp(double[] logs) {
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log);
        }
        return sum;
    }

    /** Mean log density of a row. */
    double logLikelihood(RelayRows rows) {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < rows.size(); i++) {
            sum += rows.weights()[i] * Math.log(sumOfExp(joint(rows, i, new DenseNormal[weights.length])));
            total += rows.weights()[i];
        }
        return sum / total;
    }

    /** The rows, with missing cells at their conditional mean. */
    double[][] fill(RelayRows rows) {
        double[][] filled = new double[rows.size()][rows.continuous()];
        for (int i = 0; i < filled.length; i++) {
            DenseNormal[] given = new DenseNormal[weights.length];
            double[] joint = joint(rows, i, given);
            for (int k = 0; k < joint.length; k++) {
                for (int j = 0; j < filled[i].length; j++) {
                    filled[i][j] += Math.exp(joint[k]) / sumOfExp(joint) * given[k].mean()[j];
                }
            }
        }
        return filled;
    }

    void round(RelayRows rows, RelayPriors priors) {
        int relays = weights.length;
        int d = rows.continuous();
        double[] size = new double[relays];
        double[][] sum = new double[relays][d];
        double[][][] counts = new double[relays][rows.labels().length][];
        for (int k = 0; k < relays; k++) {
            for (int f = 0; f < counts[k].length; f++) {
                counts[k][f] = new double[rows.labels()[f]];
            }
        }
        double[][] share = new double[rows.size()][relays];
        DenseNormal[][] given = new DenseNormal[rows.size()][relays];
        for (int i = 0; i < rows.size(); i++) {
            double[] joint = joint(rows, i, given[i]);
            for (int k = 0; k < relays; k++) {
                share[i][k] = rows.weights()[i] * Math.exp(joint[k]) / sumOfExp(joint);
                size[k] += share[i][k];
                for (int j = 0; j < d; j++) {
                    sum[k][j] += share[i][k] * given[i][k].mean()[j];
                }
                for (int f = 0; f < rows.labels().length; f++) {
                    if (rows.categories()[i][f] >= 0) {
                        counts[k][f][rows.categories()[i][f]] += share[i][k];
                    }
                }
            }
        }
        double[] columnMeans = rows.columnMeans();
        double[][] columnShares = rows.columnShares();
        double[][][] scatter = new double[relays][d][d];
        double[][] pooled = new double[d][d];
        double all = 0;
        for (int k = 0; k < relays; k++) {
            all += size[k];
            for (int j = 0; j < d; j++) {
                centres[k][j] = (sum[k][j] + priors.centre() * columnMeans[j]) / (size[k] + priors.centre());
            }
            for (int i = 0; i < rows.size(); i++) {
                for (int p = 0; p < d; p++) {
                    for (int q = 0; q < d; q++) {
                        double apart = (given[i][k].mean()[p] - centres[k][p])
                                * (given[i][k].mean()[q] - centres[k][q]);
                        scatter[k][p][q] += share[i][k] * (apart + given[i][k].covariance()[p][q]);
                    }
                }
            }
            for (int p = 0; p < d; p++) {
                for (int q = 0; q < d; q++) {
                    pooled[p][q] += scatter[k][p][q];
                }
            }
        }
        double nu = priors.shrinkage();
        for (int k = 0; k < relays; k++) {
            weights[k] = (size[k] + priors.weight()) / (all + relays * priors.weight());
            for (int p = 0; p < d; p++) {
                for (int q = 0; q < d; q++) {
                    covariances[k][p][q] = (scatter[k][p][q] + nu * pooled[p][q] / all) / (size[k] + nu)
                            + (p == q ? priors.ridge() : 0);
                }
            }
            for (int f = 0; f < counts[k].length; f++) {
                double total = 0;
                for (double count : counts[k][f]) {
                    total += count;
                }
                for (int c = 0; c < counts[k][f].length; c++) {
                    probabilities[k][f][c] =
                            (counts[k][f][c] + priors.category() * columnShares[f][c]) / (total + priors.category());
                }
            }
        }
    }
}
