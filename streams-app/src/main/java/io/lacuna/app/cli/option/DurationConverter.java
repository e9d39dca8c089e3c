package io.lacuna.app.cli.option;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts durations such as {@code 500ms}, {@code 60s}, {@code 5m}, {@code 1h}; a bare number means seconds. */
public final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(ms|s|m|h|)");
    private static final Map<String, Integer> MILLIS =
            Map.of("ms", 1, "s", 1000, "", 1000, "m", 60_000, "h", 3_600_000);

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text.strip());
        long millis = form.matches()
                ? Math.round(Double.parseDouble(form.group(1)) * MILLIS.getOrDefault(form.group(2), 1000))
                : 0;
        if (millis <= 0) {
            throw new TypeConversionException("'" + text + "' is not a duration such as 500ms, 60s, 5m or 1h");
        }
        return Duration.ofMillis(millis);
    }
}
