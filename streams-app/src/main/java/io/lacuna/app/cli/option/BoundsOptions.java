package io.lacuna.app.cli.option;

import io.lacuna.internal.data.Support;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Ranges of filled numbers, for every command that fits or fills. */
public final class BoundsOptions {
    @Option(
            names = "--bounds",
            paramLabel = "NAME=LOW:HIGH",
            converter = {NameConverter.class, RangeConverter.class},
            description = "The range of filled numbers of a column, instead of the one that 'fit' detects; an end may"
                    + " be left out, as in 0: and in : for any number.")
    private Map<String, Support> bounds = new LinkedHashMap<>();

    public Map<String, Support> bounds() {
        return bounds;
    }

    static final class NameConverter implements ITypeConverter<String> {
        @Override
        public String convert(String name) {
            return name;
        }
    }

    static final class RangeConverter implements ITypeConverter<Support> {
        @Override
        public Support convert(String text) {
            try {
                return Support.parse(text);
            } catch (IllegalArgumentException malformed) {
                throw new TypeConversionException(malformed.getMessage());
            }
        }
    }
}
