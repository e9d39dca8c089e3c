package io.lacuna.app.cli.option;

import io.lacuna.app.table.SkipRule;
import io.lacuna.internal.model.FillRule;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options for the values of gaps, and for gaps that stay. */
public final class FillOptions {
    @Option(
            names = "--fill",
            paramLabel = "mean|median|mode|draw",
            description =
                    "The value of a gap from its predictive distribution: the mean has the smallest squared error, the median"
                            + " the smallest absolute error, the mode is the most probable value, a draw varies as observed values do."
                            + " Labels: the most probable, or drawn. Default mean.")
    private FillRule fill = FillRule.MEAN;

    @Option(
            names = "--leave",
            paramLabel = "'NAME when OTHER=VALUE'",
            converter = SkipConverter.class,
            description =
                    "Keep the gaps of a column in rows where another column has this value: a question not asked has no answer.")
    private List<SkipRule> leave = new ArrayList<>();

    public FillRule fill() {
        return fill;
    }

    public List<SkipRule> leave() {
        return leave;
    }

    static final class SkipConverter implements ITypeConverter<SkipRule> {
        @Override
        public SkipRule convert(String text) {
            try {
                return SkipRule.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(malformed.getMessage());
            }
        }
    }
}
