package io.lacuna.app.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.lacuna.app.table.column.Wording;
import io.lacuna.data.Feature;
import io.lacuna.data.FeatureType;
import io.lacuna.data.Features;
import io.lacuna.internal.record.MappingRules;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the values of a record are of their features' kinds. In the stream such a value would pass through and count
 * as missing; whoever calls can correct it. Immutable.
 *
 * @param rules which features are used
 */
record RecordCheck(Features features, MappingRules rules) {
    private static final String NOTE = "imputation";

    /**
     * @param record an object
     * @param index of the record in the call, from 0
     * @throws CallRefusedException if a value is of another kind; it names the field
     */
    void check(JsonNode record, int index) {
        if (record.has(NOTE)) {
            throw refused(index, NOTE, "the record has a field '" + NOTE + "' already; leave it out");
        }
        for (Feature feature : features.list()) {
            JsonNode value = rules.takes(feature.name()) ? value(record, feature.name()) : null;
            String wanted = value == null || value.isNull() ? null : wanted(feature, value);
            if (wanted != null) {
                throw refused(
                        index, feature.name(), "field '" + feature.name() + "' is " + words(value) + "; " + wanted);
            }
        }
    }

    /** What the value must be; null if it is that. */
    private @Nullable String wanted(Feature feature, JsonNode value) {
        if (feature.isContinuous()) {
            return value.isNumber() && Double.isFinite(value.doubleValue())
                    ? null
                    : "make it a number, or null to have it filled";
        }
        if (feature.type() instanceof FeatureType.Binary) {
            boolean flag =
                    value.isBoolean() || value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == 1);
            return flag ? null : "make it true or false, or null to have it filled";
        }
        List<String> labels = ((FeatureType.Categorical) feature.type()).labels();
        return value.isValueNode() && labels.contains(value.asText())
                ? null
                : "make it one of " + Wording.some(labels) + ", or null to have it filled";
    }

    /** The value of a field by its name, or by its dotted path; null if it is absent. */
    private static @Nullable JsonNode value(JsonNode record, String name) {
        JsonNode whole = record.get(name);
        if (whole != null || name.indexOf('.') < 0) {
            return whole;
        }
        JsonNode at = record;
        for (String part : name.split("\\.", -1)) {
            at = at == null ? null : at.get(part);
        }
        return at;
    }

    private static String words(@Nullable JsonNode value) {
        String text = String.valueOf(value);
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }

    private static CallRefusedException refused(int index, String field, String reason) {
        return new CallRefusedException(HttpStatus.BAD_REQUEST_400, reason, Map.of("field", field, "record", index));
    }
}
