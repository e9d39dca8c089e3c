package io.lacuna.internal.evaluation;

import io.lacuna.internal.model.CellPredictions;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The hidden cells that were filled worst: numbers by their error, categories by the probability of the true one. Mutable. */
final class WorstCells {
    private static final int KEPT = 20;

    private final PriorityQueue<MaskedEvaluation.WorstNumber> numbers = new PriorityQueue<>(
            Comparator.comparingDouble((MaskedEvaluation.WorstNumber cell) -> Math.abs(cell.error())));
    private final PriorityQueue<MaskedEvaluation.WorstCategory> categories = new PriorityQueue<>(
            Comparator.comparingDouble((MaskedEvaluation.WorstCategory cell) -> -cell.probability()));

    /**
     * Takes a hidden cell.
     *
     * @param says the model's predictions for its record
     * @param row place of the record in the table
     * @param value the hidden value
     * @param scale unit of the error
     */
    void add(CellPredictions says, boolean continuous, int row, int feature, double value, double scale) {
        if (continuous) {
            double error = (says.mean(feature) - value) / scale;
            if (numbers.size() < KEPT
                    || Math.abs(error) > Math.abs(numbers.element().error())) {
                numbers.add(new MaskedEvaluation.WorstNumber(
                        row, feature, value, says.mean(feature), says.sd(feature), error));
                if (numbers.size() > KEPT) {
                    numbers.remove();
                }
            }
            return;
        }
        int filled = says.mostProbable(feature);
        double probability = says.probability(feature, (int) value);
        if (filled != (int) value
                && (categories.size() < KEPT
                        || probability < categories.element().probability())) {
            categories.add(new MaskedEvaluation.WorstCategory(row, feature, (int) value, filled, probability));
            if (categories.size() > KEPT) {
                categories.remove();
            }
        }
    }

    /** The numbers, the worst first. */
    List<MaskedEvaluation.WorstNumber> numbers() {
        return numbers.stream().sorted(numbers.comparator().reversed()).toList();
    }

    /** The categories that are wrong, the worst first. */
    List<MaskedEvaluation.WorstCategory> categories() {
        return categories.stream().sorted(categories.comparator().reversed()).toList();
    }
}
