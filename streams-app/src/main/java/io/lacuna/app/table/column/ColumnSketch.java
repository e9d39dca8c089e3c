package io.lacuna.app.table.column;

import io.lacuna.app.table.column.MissingMarkers.Sentinel;
import io.lacuna.app.table.column.MissingMarkers.Silence;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/**
 * Collects what is needed to decide what a column is, while a file is read. Mutable, owned by one thread; {@link
 * ColumnRules} reads it at the end of the file.
 */
public final class ColumnSketch {
    /** More labels than this are refused even if the user chooses them. */
    static final int MAX_LABELS = 1000;

    /** Total number of labels kept for all columns of a file, so that wide files fit in memory. */
    private static final int MAX_LABELS_OF_A_FILE = 4_000_000;

    private static final int LEAST_ROOM = 80;

    private static final int ENOUGH = 20;

    /** Longer whole numbers are keys, and have more digits than a double can hold. */
    private static final int MAX_DIGITS = 15;

    /** Whole numbers of up to this many digits fit in a long. */
    private static final int MOST_DIGITS = 18;

    final String name;
    final int place;
    final NumberStyle style;
    final StyleVotes votes;
    final MissingCells missing;

    /** Texts that are not numbers, texts that are numbers, and signs such as {@code ?}. */
    final LabelCounts texts;

    final LabelCounts numberTexts;
    final LabelCounts silent = new LabelCounts(64);

    final DifferentNumbers different = new DifferentNumbers();
    final Extremes lowest = new Extremes(false);
    final Extremes highest = new Extremes(true);
    final Moments moments = new Moments();

    private final long[] sentinelCells;
    private long sentinels;
    long words;
    long signs;
    long numbers;
    long whole;
    long leadingZeros;
    long longNumbers;
    long calendar;
    long sinceEpoch;
    long rises;
    long falls;
    private double last = Double.NaN;
    private long writtenWhole;
    private boolean exact = true;
    private boolean exponents;
    private int mostDecimals;
    private int writtenDecimals = -1;
    private boolean evenDecimals = true;

    /**
     * @param room largest number of distinct labels kept
     */
    public ColumnSketch(String name, int place, int room, NumberStyle style, StyleVotes votes, MissingCells missing) {
        this.name = name;
        this.place = place;
        this.style = style;
        this.votes = votes;
        this.missing = missing;
        texts = new LabelCounts(room);
        numberTexts = new LabelCounts(room);
        sentinelCells = new long[missing.sentinels()];
    }

    /**
     * Number of labels to keep: enough to decide what the column is; for a column chosen as categorical, enough for all
     * of them.
     *
     * @param columns number of columns of the file
     */
    public static int room(int columns, boolean categorical) {
        return categorical
                ? MAX_LABELS + 1
                : Math.max(LEAST_ROOM, Math.min(MAX_LABELS + 1, MAX_LABELS_OF_A_FILE / columns));
    }

    /**
     * Adds a cell.
     *
     * @param text text of the cell
     * @param line line on which its record begins
     * @return whether the cell is observed, even as a stray; false where it is missing
     */
    public boolean see(String text, long line) {
        double number = style.parse(text);
        int sentinel = missing.sentinel(text, number);
        if (sentinel >= 0) {
            sentinelCells[sentinel]++;
            sentinels++;
            return false;
        }
        if (!Double.isNaN(number)) {
            seeNumber(text, number, line);
            return true;
        }
        Silence silence = MissingMarkers.silence(text);
        if (silence == Silence.ALWAYS) {
            return false;
        }
        if (silence != Silence.NONE) {
            silent.see(text, line);
            signs += silence == Silence.SIGN ? 1 : 0;
            words += silence == Silence.WORD ? 1 : 0;
            return false;
        }
        texts.see(text, line);
        return true;
    }

    private void seeNumber(String text, double number, long line) {
        numbers++;
        numberTexts.see(text, line);
        different.see(number);
        lowest.see(number);
        highest.see(number);
        moments.see(number);
        boolean isWhole = number == Math.rint(number);
        whole += isWhole ? 1 : 0;
        calendar += isWhole && TemporalText.isCalendarNumber(number) ? 1 : 0;
        sinceEpoch += TemporalText.isSinceEpoch(number) ? 1 : 0;
        rises += number > last ? 1 : 0;
        falls += number < last ? 1 : 0;
        last = number;
        seeDigits(text);
        exact &= text.length() <= MAX_DIGITS || isExact(text, number);
    }

    private boolean isExact(String text, double number) {
        NumberText parts = NumberText.of(text);
        if (parts == null) {
            return false;
        }
        String core = style.plain(parts.core());
        return new BigDecimal(core.endsWith(".") ? core + "0" : core)
                        .abs()
                        .compareTo(BigDecimal.valueOf(number).abs())
                == 0;
    }

    private void seeDigits(String text) {
        int digits = 0;
        int first = -1;
        int mark = -1;
        int end = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                first = first < 0 ? i : first;
                digits += digits > 0 || c != '0' ? 1 : 0;
            } else if (c == style.decimal() && mark < 0) {
                mark = i;
            } else if (first >= 0 && (c == 'e' || c == 'E')) {
                exponents = true;
                return;
            } else if (mark >= 0) {
                end = i;
                break;
            }
        }
        if (mark < 0) {
            writtenWhole += digits <= MOST_DIGITS ? 1 : 0;
            longNumbers += digits > MAX_DIGITS ? 1 : 0;
            boolean zero = first >= 0 && text.charAt(first) == '0' && first + 1 < text.length();
            leadingZeros += zero && Character.isDigit(text.charAt(first + 1)) ? 1 : 0;
        }
        int written = mark < 0 ? 0 : end - mark - 1;
        int significant = written;
        while (significant > 0 && text.charAt(mark + significant) == '0') {
            significant--;
        }
        mostDecimals = Math.max(mostDecimals, significant);
        evenDecimals &= writtenDecimals < 0 || writtenDecimals == written;
        writtenDecimals = Math.max(writtenDecimals, written);
    }

    /** Whether nearly all of its cells are dates, or seconds or milliseconds since 1970 that mostly rise. */
    public boolean looksLikeTime() {
        boolean dates = texts.temporal() > 0 && texts.temporal() >= 0.9 * observed();
        boolean counted = numbers > 2 && numbers == observed() && sinceEpoch == numbers && rises >= 0.9 * (numbers - 1);
        return dates || counted;
    }

    /** The column's name; empty where it has none. */
    public String name() {
        return name;
    }

    /** How the column writes numbers. */
    public NumberStyle style() {
        return style;
    }

    /** Mean of its numbers; NaN where there are fewer than {@code fewest}. */
    public double mean(long fewest) {
        return moments.count() < fewest ? Double.NaN : moments.mean();
    }

    /** Standard deviation of its numbers. */
    public double sd() {
        return moments.sd();
    }

    /** Decides which of its cells are missing. */
    public MissingCells missing() {
        return missing;
    }

    /** Resolution of its numbers; unknown without numbers, or where some have an exponent. */
    public Decimals decimals() {
        if (numbers == 0 || exponents) {
            return Decimals.UNKNOWN;
        }
        return new Decimals(mostDecimals, evenDecimals ? writtenDecimals : 0);
    }

    /** Whether there are enough numbers to determine their resolution. */
    public boolean tells() {
        return numbers >= ENOUGH;
    }

    /** The most frequent words for false and true; {@code 0} and {@code 1} where the column has no words. */
    public FlagWords flagWords() {
        String no = null;
        String yes = null;
        long noCells = 0;
        long yesCells = 0;
        for (LabelCounts counts : List.of(numberTexts, texts)) {
            for (LabelCounts.Label label : counts.labels()) {
                String key = Labels.key(label.text);
                if (Labels.FALSE.contains(key) && label.cells > noCells) {
                    no = label.text;
                    noCells = label.cells;
                }
                if (Labels.TRUE.contains(key) && label.cells > yesCells) {
                    yes = label.text;
                    yesCells = label.cells;
                }
            }
        }
        return no == null || yes == null ? FlagWords.NUMBERS : new FlagWords(no, yes);
    }

    /** Whether whole numbers look like codes, with leading zeros or many digits. */
    public boolean hasCodes() {
        return leadingZeros + longNumbers > 0 && allWhole();
    }

    /** Whether every cell that is not missing is a number but not a code. True for a column without values. */
    public boolean holdsNumbersOnly() {
        return texts.cells() == 0 && !hasCodes();
    }

    /** Whether there are numbers and all are written as whole numbers. */
    public boolean holdsWholeNumbers() {
        return numbers > 0 && writtenWhole == numbers;
    }

    /** Whether a double can represent every number exactly. */
    public boolean isExact() {
        return exact;
    }

    /** Whether at least two numbers differ. */
    public boolean isVaried() {
        return numbers > 0 && lowest.value(0) < highest.value(0);
    }

    /** All texts that are labels if this is a column of labels, sorted. */
    public List<String> labelTexts() {
        boolean signsOnly = Stream.concat(texts.labels().stream(), numberTexts.labels().stream())
                .noneMatch(label -> label.text.codePoints().anyMatch(Character::isLetterOrDigit));
        Stream<LabelCounts.Label> silentLabels = silent.labels().stream()
                .filter(label -> switch (MissingMarkers.silence(label.text)) {
                    case WORD -> true;
                    case SIGN -> signsOnly;
                    case NONE, ALWAYS, SPOKEN -> false;
                });
        return Stream.of(texts.labels().stream(), numberTexts.labels().stream(), silentLabels)
                .flatMap(labels -> labels)
                .map(label -> label.text)
                .sorted()
                .toList();
    }

    /** Number of cells that are neither missing nor a sign such as {@code ?}. */
    long observed() {
        return numbers + texts.cells();
    }

    boolean allWhole() {
        return whole == numbers;
    }

    /** Number of cells that equal a sentinel of the column. */
    public long cells(Sentinel sentinel) {
        for (int s = 0; s < sentinelCells.length; s++) {
            if (missing.sentinel(s).equals(sentinel)) {
                return sentinelCells[s];
            }
        }
        return 0;
    }
}
