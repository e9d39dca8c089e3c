package io.lacuna.app.table.column;

import io.lacuna.app.table.csv.TableException;
import io.lacuna.data.Feature;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides what a column is, from its cells and the user's choices. The rules are tried in the order of {@link
 * #inferred}; the first that applies decides.
 */
public final class ColumnRules {
    /** More labels than this are free text, unless each is frequent or the user decides otherwise. */
    private static final int FEW_LABELS = 64;

    /** Largest number of labels where each is frequent, such as countries or occupations. */
    private static final int FREQUENT_LABELS = 256;

    private static final int OFTEN = 10;

    /** With fewer labels than this, a label per cell does not make a column free text. */
    private static final int VERY_FEW_LABELS = 10;

    private static final double NEARLY_ALL = 0.8;

    /** With fewer numbers than this, their order and their number of distinct values decide nothing. */
    private static final int TO_TELL_KEYS = 20;

    /** With fewer numbers than this, no number is read as a date. */
    private static final int TO_TELL_DATES = 10;

    private static final double RISING = 0.95;
    private static final double DIFFERENT = 0.95;

    /** Kurtosis of a uniform distribution, as of keys, is 1.8; of a normal distribution 3. */
    private static final double NO_EVEN_SPREAD = 2.5;

    private static final Pattern KEY_NAME = Pattern.compile(
            "(?i)(.*[^a-z])?(id|ids|key|code|zip|zipcode|plz|postcode|phone|tel|telephone|fax|mobile|nr|no|num|number|uuid|isbn|ean"
                    + "|sku|ssn|iban|account|index|idx|row|rownum)([^a-z].*)?|.*[a-z](Id|ID|Key|Code|Nr|No|Number)");

    private final ColumnSketch seen;
    private final ColumnChoices choices;
    private final String file;
    private final List<String> notes = new ArrayList<>();

    private ColumnRules(ColumnSketch seen, ColumnChoices choices, String file) {
        this.seen = seen;
        this.choices = choices;
        this.file = file;
    }

    /**
     * @param file the file, for messages
     * @throws TableException if the column cannot be what the user chose
     */
    public static Column decide(ColumnSketch seen, ColumnChoices choices, String file) throws TableException {
        return new ColumnRules(seen, choices, file).decide();
    }

    private Column decide() throws TableException {
        if (seen.name.isEmpty()) {
            return passes("column " + (seen.place + 1) + " has no name");
        }
        if (choices.exclude().contains(seen.name)) {
            return passes("excluded");
        }
        if (!choices.include().isEmpty() && !choices.include().contains(seen.name)) {
            return passes("not included");
        }
        if (choices.categorical().contains(seen.name)) {
            return forcedCategorical();
        }
        return choices.numeric().contains(seen.name) ? forcedNumeric() : inferred();
    }

    private Column passes(String reason) {
        return Column.passedThrough(seen.name, seen.place, reason, notes);
    }

    private Column models(Feature feature, String reason) {
        return Column.modelled(seen.name, seen.place, feature, reason, notes);
    }

    private Column forcedCategorical() throws TableException {
        TreeSet<String> labels = new TreeSet<>();
        for (LabelCounts counts : List.of(seen.texts, seen.numberTexts, seen.silent)) {
            counts.labels().stream()
                    .map(label -> label.text)
                    .filter(text -> MissingMarkers.silence(text) != MissingMarkers.Silence.SPOKEN)
                    .forEach(labels::add);
        }
        if (labels.size() > ColumnSketch.MAX_LABELS || seen.texts.full() || seen.numberTexts.full()) {
            throw new TableException("column '" + seen.name + "' has more than " + ColumnSketch.MAX_LABELS
                    + " labels; exclude it, or group its labels");
        }
        if (labels.isEmpty()) {
            throw new TableException("column '" + seen.name + "' has no value and therefore no categories; exclude it");
        }
        return models(Feature.categorical(seen.name, List.copyOf(labels)), "requested");
    }

    private Column forcedNumeric() throws TableException {
        if (seen.numbers == 0) {
            throw new TableException("column '" + seen.name + "' has no number; exclude it, or use --categorical");
        }
        return number("requested");
    }

    private Column inferred() {
        if (seen.observed() == 0 && seen.signs + seen.words == 0) {
            return passes("no value; its gaps stay");
        }
        if (isMostlyTimes()) {
            return passes("dates or times, such as " + first(seen.texts.labels()) + "; --categorical '" + seen.name
                    + "' reads them as labels");
        }
        if (seen.texts.cells() > 0 && Labels.areFlags(allTexts())) {
            return labels("flags");
        }
        return isMostlyNumbers() ? inferredNumber() : labels("text");
    }

    private boolean isMostlyTimes() {
        return seen.texts.temporal() > 0 && seen.texts.temporal() >= 0.9 * seen.observed();
    }

    /** Decided by cells, or by distinct values where a few words replace many missing numbers. */
    private boolean isMostlyNumbers() {
        long cells = seen.observed();
        boolean mostValues = seen.different.count() >= 20
                && seen.different.count() >= 4 * seen.texts.size()
                && 10 * seen.numbers >= cells;
        return 2 * seen.numbers > cells || mostValues;
    }

    private Column inferredNumber() {
        if (seen.leadingZeros > 0 && seen.allWhole()) {
            notes.add("column '" + seen.name + "': whole numbers with leading zeros are read as text, such as "
                    + firstWhere(text -> text.matches("[-+]?0\\d.*")) + "; --numeric '" + seen.name
                    + "' reads them as numbers");
            return labels("text");
        }
        if (seen.longNumbers > 0 && seen.allWhole()) {
            notes.add("column '" + seen.name + "': whole numbers of more than 15 digits are read as text, such as "
                    + firstWhere(text -> text.length() > 15) + "; --numeric '" + seen.name
                    + "' reads them as numbers");
            return labels("text");
        }
        double low = seen.lowest.value(0);
        double high = seen.highest.value(0);
        if (low == high) {
            return passes(always(first(seen.numberTexts.labels())) + "; --numeric '" + seen.name + "' models it");
        }
        if (low == 0 && high == 1 && seen.lowest.cells(0) + seen.highest.cells(0) == seen.numbers) {
            strays();
            return models(Feature.binary(seen.name), "always 0 or 1");
        }
        String key = key();
        if (!key.isEmpty()) {
            return passes(key + "; --numeric '" + seen.name + "' models it as a number");
        }
        return number("");
    }

    private static String always(String value) {
        return "always " + value + ", so there is nothing to learn";
    }

    /** Why the numbers are keys or times instead of quantities; empty where they are quantities. */
    private String key() {
        boolean dates = seen.numbers >= TO_TELL_DATES;
        if (dates && seen.calendar == seen.numbers) {
            return "dates, such as " + first(seen.numberTexts.labels());
        }
        if (dates && seen.sinceEpoch == seen.numbers) {
            return "times since 1970, such as " + first(seen.numberTexts.labels());
        }
        if (seen.numbers < TO_TELL_KEYS || !seen.allWhole()) {
            return "";
        }
        double steps = seen.numbers - 1.0;
        boolean different = seen.different.share() >= DIFFERENT;
        if (different && Math.max(seen.rises, seen.falls) >= RISING * steps) {
            return "whole numbers that rise or fall steadily, like an index or a time";
        }
        if (!different || seen.lowest.value(0) < 0) {
            return "";
        }
        if (isQuantity() && !KEY_NAME.matcher(seen.name).matches()) {
            notes.add("column '" + seen.name + "': whole numbers, nearly all distinct, are read as a quantity;"
                    + " --exclude '" + seen.name + "' excludes them if they are keys");
            return "";
        }
        return "whole numbers that are nearly all distinct, like keys";
    }

    /** Keys are spread uniformly; quantities have a mode, a long upper tail, a unit, or separated thousands. */
    private boolean isQuantity() {
        return !seen.style.unit().isEmpty()
                || seen.style.thousands() != NumberStyle.NONE
                || seen.moments.kurtosis() > NO_EVEN_SPREAD;
    }

    private Column number(String asked) {
        strays();
        otherNotes();
        String style = seen.style.words();
        String numbers = seen.texts.cells() + seen.signs + seen.words == 0
                ? "all observed cells are numbers"
                : "most observed cells are numbers";
        String reason = (asked.isEmpty() ? numbers : asked) + (style.isEmpty() ? "" : " with " + style);
        return models(Feature.continuous(seen.name), reason);
    }

    /** Notes the cells that are no numbers in a column of numbers. */
    private void strays() {
        boolean onlyLimits = seen.style.limits() == Limits.MISSING && seen.texts.cells() == seen.votes.limits();
        if (seen.texts.cells() > 0 && !onlyLimits) {
            notes.add("column '" + seen.name + "': " + Wording.cells(seen.texts.cells())
                    + (seen.texts.cells() == 1
                            ? " is not a number, counts as missing and is not changed: "
                            : " are not numbers, count as missing and are not changed: ")
                    + named(seen.texts)
                    + "; --sentinel names those to fill, --categorical '" + seen.name + "' reads all as labels");
        }
        silent(seen.silent.labels());
    }

    private void silent(Collection<LabelCounts.Label> labels) {
        if (!labels.isEmpty()) {
            notes.add("column '" + seen.name + "': these cells are missing and will be filled: " + named(labels)
                    + "; --categorical '" + seen.name + "' reads them as labels");
        }
    }

    private void otherNotes() {
        NumberStyle style = seen.style;
        List<String> codes = Extremes.codes(seen.lowest, seen.highest);
        if (!codes.isEmpty()) {
            notes.add("column '" + seen.name + "': " + String.join(" and ", codes)
                    + " may mean missing, far from the other numbers; --sentinel '" + seen.name + "=" + codes.get(0)
                    + "' fills such cells");
        }
        if (seen.votes.undecided() > 0
                && seen.votes.undecided() >= 4
                && choices.reading().thousands(seen.name) == 0
                && choices.reading().decimal() == 0) {
            String mark = seen.votes.mostlyPoints() ? "." : ",";
            boolean thousands = style.thousands() == mark.charAt(0);
            notes.add("column '" + seen.name + "': a '" + mark + "' before exactly three digits is read as "
                    + (thousands ? "a thousands separator" : "a decimal mark") + ", such as "
                    + firstWhere(text -> text.matches(".*\\d[.,]\\d{3}")) + "; "
                    + (thousands
                            ? "--decimal " + mark + " reads it as a decimal mark"
                            : "--thousands '" + seen.name + "=" + mark + "' reads it as a thousands separator"));
        }
        if (seen.votes.withoutUnit(style) > 0) {
            notes.add("column '" + seen.name + "': " + Wording.cells(seen.votes.withoutUnit(style))
                    + " without a unit are read as " + style.unit());
        }
        if (seen.votes.limits() > 0) {
            notes.add("column '" + seen.name + "': " + Wording.cells(seen.votes.limits()) + " such as "
                    + first(limits()) + " "
                    + switch (style.limits()) {
                        case MISSING ->
                            "give only a limit of the value, count as missing and are not changed; --limits at or"
                                    + " half reads a number";
                        case AT -> "are read as the limit";
                        case HALF -> "are read as half of the limit";
                    });
        }
    }

    private Column labels(String what) {
        boolean signsOnly = seen.observed() > 0 && allTexts().stream().noneMatch(ColumnRules::isWordy);
        List<LabelCounts.Label> texts = new ArrayList<>(seen.texts.labels());
        texts.addAll(seen.numberTexts.labels());
        List<LabelCounts.Label> gone = new ArrayList<>();
        List<LabelCounts.Label> doubtful = new ArrayList<>();
        long cells = seen.observed();
        for (LabelCounts.Label label : seen.silent.labels()) {
            MissingMarkers.Silence silence = MissingMarkers.silence(label.text);
            boolean isLabel =
                    silence == MissingMarkers.Silence.WORD || silence == MissingMarkers.Silence.SIGN && signsOnly;
            (isLabel ? texts : gone).add(label);
            cells += isLabel ? label.cells : 0;
            if (silence == MissingMarkers.Silence.WORD) {
                doubtful.add(label);
            }
        }
        silent(gone);
        if (texts.isEmpty()) {
            return passes("no value; its gaps stay");
        }
        List<List<LabelCounts.Label>> groups = Labels.groups(texts);
        int size = seen.texts.full() || seen.numberTexts.full() ? Math.max(groups.size(), texts.size()) : groups.size();
        if (size == 1) {
            return passes(always(first(texts)) + "; --categorical '" + seen.name + "' models it");
        }
        boolean frequent = size <= FREQUENT_LABELS && cells >= (long) OFTEN * size;
        boolean nearlyAllDifferent = size > VERY_FEW_LABELS && size > NEARLY_ALL * cells;
        if (size > FEW_LABELS && !frequent || nearlyAllDifferent) {
            return passes(freeText(what, size, texts));
        }
        for (List<LabelCounts.Label> group : groups) {
            if (group.size() > 1) {
                notes.add("column '" + seen.name + "': "
                        + Wording.some(group.stream()
                                .map(label -> "'" + label.text + "'")
                                .toList())
                        + " are read as one label, '" + group.get(0).text + "'; --categorical '" + seen.name
                        + "' keeps them separate");
            }
        }
        if (!doubtful.isEmpty()) {
            notes.add("column '" + seen.name + "': a label that may mean missing is " + named(doubtful)
                    + "; --sentinel '" + seen.name + "=" + doubtful.get(0).text + "' fills these cells");
        }
        List<String> labels =
                groups.stream().map(group -> group.get(0).text).sorted().toList();
        return models(Feature.categorical(seen.name, labels), what + " with " + labels.size() + " labels");
    }

    private String freeText(String what, int size, List<LabelCounts.Label> texts) {
        String labels = size > FEW_LABELS ? "more than " + FEW_LABELS + " labels" : "nearly one label per row";
        String way = size > ColumnSketch.MAX_LABELS ? "" : "; --categorical '" + seen.name + "' models it nevertheless";
        return what + " with " + labels + " (" + first(texts) + ")" + way;
    }

    private static boolean isWordy(String text) {
        return text.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    private List<String> allTexts() {
        List<String> all = new ArrayList<>();
        seen.texts.labels().forEach(label -> all.add(label.text));
        seen.numberTexts.labels().forEach(label -> all.add(label.text));
        return all;
    }

    /** Texts such as {@code <5}. */
    private List<LabelCounts.Label> limits() {
        return Stream.concat(seen.texts.labels().stream(), seen.numberTexts.labels().stream())
                .filter(label -> {
                    NumberText parts = NumberText.of(label.text);
                    return parts != null && parts.limit() != 0;
                })
                .toList();
    }

    private String firstWhere(java.util.function.Predicate<String> condition) {
        List<LabelCounts.Label> fitting = seen.numberTexts.labels().stream()
                .filter(label -> condition.test(label.text))
                .limit(1)
                .toList();
        return first(fitting.isEmpty() ? seen.numberTexts.labels() : fitting);
    }

    private String first(Collection<LabelCounts.Label> labels) {
        LabelCounts.Label first = null;
        for (LabelCounts.Label label : labels) {
            first = first == null || label.line < first.line ? label : first;
        }
        return first == null ? "" : "'" + Wording.clipped(first.text) + "' at " + file + ":" + first.line;
    }

    private String named(LabelCounts counts) {
        String named = named(counts.labels());
        return counts.full() ? named + " and others" : named;
    }

    /** The most frequent labels with their number of cells and first lines. */
    private String named(Collection<LabelCounts.Label> labels) {
        return Wording.some(labels.stream()
                .sorted((a, b) -> Long.compare(b.cells, a.cells))
                .map(label -> String.format(
                        Locale.ROOT,
                        "'%s' (%d, first at %s:%d)",
                        Wording.clipped(label.text),
                        label.cells,
                        file,
                        label.line))
                .toList());
    }
}
