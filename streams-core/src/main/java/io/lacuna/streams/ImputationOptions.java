package io.lacuna.streams;

import io.lacuna.inference.InferenceSettings;
import io.lacuna.internal.impute.ContextSettings;
import io.lacuna.internal.impute.ServingSettings;
import io.lacuna.internal.record.MappingRules;
import io.lacuna.internal.record.Sentinel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How records are filled: which fields are features, how much probability an interval holds, how many records are
 * scored. Immutable; each method returns a changed copy.
 */
public final class ImputationOptions {
    private final ServingSettings settings;

    private ImputationOptions(ServingSettings settings) {
        this.settings = settings;
    }

    /**
     * {@return options with which every number, boolean and enum is a feature, intervals hold 90%, and nothing is scored}
     */
    public static ImputationOptions defaults() {
        return new ImputationOptions(
                new ServingSettings(MappingRules.EVERYTHING, InferenceSettings.DEFAULT, 0.9, false, 0, 0.2));
    }

    /**
     * The settings of Lacuna's own application. Not part of the API.
     *
     * @param settings of the application
     * @return the options
     */
    public static ImputationOptions of(ServingSettings settings) {
        return new ImputationOptions(settings);
    }

    /**
     * Only these fields, and those named before, are features.
     *
     * @param fields names of fields
     * @return changed options
     */
    public ImputationOptions include(String... fields) {
        MappingRules rules = settings.rules();
        return withRules(new MappingRules(union(rules.include(), fields), rules.exclude(), rules.sentinels()));
    }

    /**
     * These fields are not features; they pass through unchanged.
     *
     * @param fields names of fields
     * @return changed options
     */
    public ImputationOptions exclude(String... fields) {
        MappingRules rules = settings.rules();
        return withRules(new MappingRules(rules.include(), union(rules.exclude(), fields), rules.sentinels()));
    }

    /**
     * Adds a number that means a missing value.
     *
     * @param field name of the field; empty for every field
     * @param value that is read as missing
     * @return changed options
     */
    public ImputationOptions sentinel(String field, double value) {
        MappingRules rules = settings.rules();
        List<Sentinel> sentinels = new ArrayList<>(rules.sentinels());
        sentinels.add(new Sentinel(field, value));
        return withRules(new MappingRules(rules.include(), rules.exclude(), sentinels));
    }

    /**
     * The probability that the interval of a filled number should hold.
     *
     * @param mass the probability
     * @return changed options
     * @throws IllegalArgumentException unless 0 &lt; mass &lt; 1
     */
    public ImputationOptions intervalMass(double mass) {
        if (!(mass > 0 && mass < 1)) {
            throw new IllegalArgumentException("the probability of an interval must be between 0 and 1, not " + mass);
        }
        return changed(
                settings.rules(),
                settings.inference(),
                mass,
                settings.scoreShare(),
                settings.maskRate(),
                settings.context());
    }

    /**
     * How the posterior of a record is found.
     *
     * @param inference method and effort
     * @return changed options
     */
    public ImputationOptions inference(InferenceSettings inference) {
        return changed(
                settings.rules(),
                inference,
                settings.intervalMass(),
                settings.scoreShare(),
                settings.maskRate(),
                settings.context());
    }

    /**
     * Hides, fills and scores some observed cells of a share of the records. The records themselves are filled from all
     * their observed cells.
     *
     * @param share of the records, from 0 to 1
     * @param maskRate share of a scored record's observed cells that are hidden, between 0 and 1
     * @return changed options
     * @throws IllegalArgumentException if a share is out of range
     */
    public ImputationOptions scores(double share, double maskRate) {
        if (!(share >= 0 && share <= 1 && maskRate > 0 && maskRate < 1)) {
            throw new IllegalArgumentException("shares must be from 0 to 1, not " + share + " and " + maskRate);
        }
        return changed(
                settings.rules(), settings.inference(), settings.intervalMass(), share, maskRate, settings.context());
    }

    /**
     * The field whose value is a record's key, where keys are remembered ({@link ImputingProcessorSupplier#withContext}). It is
     * no feature. Without it the Kafka record's own key is.
     *
     * @param field name of the field; records in which it is null have no past
     * @return changed options
     */
    public ImputationOptions contextKey(String field) {
        ContextSettings now = settings.context();
        return exclude(field)
                .withContext(new ContextSettings(
                        field, now.maxAgeMs(), now.gapMaxAgeMs(), now.leavesOldGaps(), now.byTopic()));
    }

    /**
     * Sets the time that a key is remembered, in stream time; a week by default.
     *
     * @param age a key without records for longer starts with an empty memory
     * @return changed options
     * @throws IllegalArgumentException unless the age is above zero
     */
    public ImputationOptions contextMaxAge(Duration age) {
        ContextSettings now = settings.context();
        return withContext(new ContextSettings(
                now.keyField(), age.toMillis(), now.gapMaxAgeMs(), now.leavesOldGaps(), now.byTopic()));
    }

    /**
     * Gaps that are older are not filled with a key's past.
     *
     * @param age of the gap: how long ago the key's feature was last observed
     * @param leave whether such a gap stays empty; otherwise the model fills it without the past
     * @return changed options
     * @throws IllegalArgumentException unless the age is above zero
     */
    public ImputationOptions gapMaxAge(Duration age, boolean leave) {
        ContextSettings now = settings.context();
        return withContext(new ContextSettings(now.keyField(), now.maxAgeMs(), age.toMillis(), leave, now.byTopic()));
    }

    /**
     * Remembers keys for each topic by itself. Set it where the processor gets records of several topics, whose offsets and
     * times are unrelated. Memories that were kept without it are lost, and the reverse.
     *
     * @return changed options
     */
    public ImputationOptions contextByTopic() {
        ContextSettings now = settings.context();
        return withContext(
                new ContextSettings(now.keyField(), now.maxAgeMs(), now.gapMaxAgeMs(), now.leavesOldGaps(), true));
    }

    private ImputationOptions withContext(ContextSettings context) {
        return changed(
                settings.rules(),
                settings.inference(),
                settings.intervalMass(),
                settings.scoreShare(),
                settings.maskRate(),
                context);
    }

    private ImputationOptions withRules(MappingRules rules) {
        return changed(
                rules,
                settings.inference(),
                settings.intervalMass(),
                settings.scoreShare(),
                settings.maskRate(),
                settings.context());
    }

    private ImputationOptions changed(
            MappingRules rules,
            InferenceSettings inference,
            double intervalMass,
            double scoreShare,
            double maskRate,
            ContextSettings context) {
        return new ImputationOptions(new ServingSettings(
                rules,
                inference,
                intervalMass,
                settings.liveIntervals(),
                scoreShare,
                maskRate,
                context,
                settings.bounds(),
                settings.fill(),
                settings.notes(),
                settings.fillsEmpty(),
                settings.partnerFields()));
    }

    private static Set<String> union(Set<String> fields, String... more) {
        Set<String> all = new HashSet<>(fields);
        all.addAll(List.of(more));
        return all;
    }

    ServingSettings settings() {
        return settings;
    }
}
