package io.lacuna.app.table.csv;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * How a CSV file is written, as far as files differ. Always UTF-8, with or without a byte order mark; quotes are double
 * quotes, doubled inside.
 *
 * @param delimiter between cells: comma, semicolon, tab or vertical bar
 * @param lineEnd between records
 * @param byteOrderMark whether the file begins with one
 * @param decimalComma whether numbers are written as {@code 2,6}; only where the delimiter is no comma
 */
public record CsvFormat(char delimiter, String lineEnd, boolean byteOrderMark, boolean decimalComma) {
    /** What Lacuna writes where no file sets an example. */
    public static final CsvFormat DEFAULT = new CsvFormat(',', "\n", false, false);

    static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final String DELIMITERS = ",;\t|";
    private static final int SAMPLE_RECORDS = 1000;
    private static final Pattern WITH_POINT = Pattern.compile("[-+]?\\d*\\.\\d+([eE][-+]?\\d+)?");
    private static final Pattern WITH_COMMA = Pattern.compile("[-+]?\\d*,\\d+([eE][-+]?\\d+)?");

    /**
     * Finds the format from the header and the first thousand records: the delimiter is the one the header has most of,
     * and numbers have decimal commas where some do and none has a point.
     */
    public static CsvFormat detect(Path file) throws TableException {
        String header = CsvReader.firstLine(file);
        boolean marked = header.indexOf(BYTE_ORDER_MARK) == 0;
        String lineEnd = header.endsWith("\r\n") ? "\r\n" : header.endsWith("\r") ? "\r" : "\n";
        CsvFormat found = new CsvFormat(delimiter(header), lineEnd, marked, false);
        boolean decimalComma = found.delimiter != ',' && hasDecimalCommas(file, found);
        return new CsvFormat(found.delimiter, lineEnd, marked, decimalComma);
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

    private static boolean hasDecimalCommas(Path file, CsvFormat format) throws TableException {
        boolean commas = false;
        try (CsvReader reader = CsvReader.open(file, format)) {
            reader.next();
            for (int n = 0; n < SAMPLE_RECORDS && reader.next(); n++) {
                for (int j = 0; j < reader.size(); j++) {
                    String text = reader.text(j);
                    if (WITH_POINT.matcher(text).matches()) {
                        return false;
                    }
                    commas |= WITH_COMMA.matcher(text).matches();
                }
            }
        }
        return commas;
    }

    /** The text as a cell of this format: in quotes where it must be. */
    public String quoted(String text) {
        boolean plain = text.indexOf(delimiter) < 0
                && text.indexOf('"') < 0
                && text.indexOf('\n') < 0
                && text.indexOf('\r') < 0
                && text.equals(text.strip());
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
