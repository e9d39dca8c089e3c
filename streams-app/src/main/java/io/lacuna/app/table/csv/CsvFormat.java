package io.lacuna.app.table.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The format of a CSV file. Always UTF-8, with or without a byte order mark; quotes are double quotes, doubled inside
 * quoted cells.
 *
 * @param delimiter delimiter between cells: comma, semicolon, tab or vertical bar
 * @param lineEnd end of each record
 * @param byteOrderMark whether the file begins with one
 * @param preamble lines before the header as in the file, with their line ends: comments that begin with {@code #}, and
 *     {@code sep=;}; empty for none
 */
public record CsvFormat(char delimiter, String lineEnd, boolean byteOrderMark, String preamble) {
    /** Format of new files. */
    public static final CsvFormat DEFAULT = new CsvFormat(',', "\n", false, "");

    static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final String DELIMITERS = ",;\t|";
    private static final Pattern DIGITS = Pattern.compile("[-+]?[\\d.,:]*\\d[\\d.,:]*");

    /** A copy without preamble and byte order mark, for a file with other contents. */
    public CsvFormat plain() {
        return new CsvFormat(delimiter, lineEnd, byteOrderMark, "");
    }

    /**
     * Detects the format from the first lines: the delimiter is the most frequent candidate in the header, or where that has
     * none, because it is the title of a report, in the last of the first lines.
     */
    public static CsvFormat detect(Path file) throws TableException {
        List<String> lines = CsvReader.firstLines(file);
        boolean marked = !lines.isEmpty() && lines.get(0).charAt(0) == BYTE_ORDER_MARK;
        if (marked) {
            lines.set(0, lines.get(0).substring(1));
        }
        int first = header(lines);
        String preamble = String.join("", lines.subList(0, first));
        String header = first < lines.size() ? lines.get(first) : "";
        String lineEnd = header.endsWith("\r\n") ? "\r\n" : header.endsWith("\r") ? "\r" : "\n";
        char separator = lines.stream()
                .limit(first)
                .filter(CsvFormat::isSeparatorLine)
                .map(line -> line.charAt(4))
                .filter(c -> DELIMITERS.indexOf(c) >= 0)
                .findFirst()
                .orElse(delimiter(hasDelimiter(header) || lines.isEmpty() ? header : lines.get(lines.size() - 1)));
        return new CsvFormat(separator, lineEnd, marked, preamble.isBlank() ? "" : preamble);
    }

    /** Index of the header among the first lines. */
    private static int header(List<String> lines) {
        int at = 0;
        while (at < lines.size() && isRemark(lines.get(at))) {
            at++;
        }
        return at > 0 && lines.get(at - 1).startsWith("#") && namesColumns(lines, at - 1) ? at - 1 : at;
    }

    private static boolean isRemark(String line) {
        return line.startsWith("#") || line.isBlank() || isSeparatorLine(line);
    }

    /** A line that tells a spreadsheet the delimiter. */
    private static boolean isSeparatorLine(String line) {
        return line.startsWith("sep=") && line.strip().length() == 5;
    }

    /**
     * Whether the last line that begins with {@code #} is the header: it has as many cells as the next line, which has
     * values.
     */
    private static boolean namesColumns(List<String> lines, int at) {
        if (at + 1 == lines.size()) {
            return true;
        }
        String line = lines.get(at);
        String next = lines.get(at + 1);
        char delimiter = delimiter(next);
        int cells = line.strip().split(Pattern.quote(String.valueOf(delimiter)), -1).length;
        boolean values = Pattern.compile(Pattern.quote(String.valueOf(delimiter)))
                .splitAsStream(next.strip())
                .anyMatch(cell -> DIGITS.matcher(cell.strip()).matches());
        return cells > 1
                && cells == next.strip().split(Pattern.quote(String.valueOf(delimiter)), -1).length
                && (values || at == 0 && !line.startsWith("# "));
    }

    private static boolean hasDelimiter(String line) {
        return line.chars().anyMatch(c -> DELIMITERS.indexOf(c) >= 0);
    }

    private static char delimiter(String header) {
        int[] counts = new int[DELIMITERS.length()];
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            quoted ^= c == '"';
            int which = quoted ? -1 : DELIMITERS.indexOf(c);
            if (which >= 0) {
                counts[which]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return DELIMITERS.charAt(best);
    }

    /** The text as a cell of this format, in quotes where necessary. */
    public String quoted(String text) {
        boolean plain = text.indexOf(delimiter) < 0
                && text.indexOf('"') < 0
                && text.indexOf('\n') < 0
                && text.indexOf('\r') < 0
                && text.equals(text.strip());
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
