package io.lacuna.app.table.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReaderTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private static List<List<String>> texts(Path file, CsvFormat format) throws TableException {
        List<List<String>> all = new ArrayList<>();
        try (CsvReader reader = CsvReader.open(file, format)) {
            while (reader.next()) {
                List<String> record = new ArrayList<>();
                for (int j = 0; j < reader.size(); j++) {
                    record.add(reader.text(j));
                }
                all.add(record);
            }
        }
        return all;
    }

    @Test
    void readsWhatAnIndependentReaderReads() throws Exception {
        SplittableRandom random = new SplittableRandom(11);
        String[] cells = {
            "", "a", "1.5", "\"\"", "\"x,y\"", "\"he said \"\"no\"\"\"", "\"two\nlines\"", "b c", "\"\"\"\"", "é€"
        };
        for (int trial = 0; trial < 300; trial++) {
            String lineEnd = random.nextBoolean() ? "\n" : "\r\n";
            int columns = 2 + random.nextInt(4);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i >= 0; i--) {
                for (int j = 0; j < columns; j++) {
                    text.append(j > 0 ? "," : "").append(cells[random.nextInt(cells.length)]);
                }
                boolean last = i == 0 && random.nextBoolean();
                text.append(last ? "" : lineEnd).append(random.nextInt(5) == 0 && !last ? lineEnd : "");
            }
            List<List<String>> expected = new ArrayList<>();
            try (CSVParser parser = CSVParser.parse(
                    text.toString(),
                    CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get())) {
                for (CSVRecord record : parser) {
                    expected.add(record.stream().map(String::strip).toList());
                }
            }
            assertThat(texts(file(text.toString()), CsvFormat.DEFAULT))
                    .as(text.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void keepsEachCellAsItStands() throws Exception {
        try (CsvReader reader = CsvReader.open(file(" a ,\"b\"\"c\",\"\",\"d\"e\n"), CsvFormat.DEFAULT)) {
            reader.next();
            assertThat(List.of(reader.raw(0), reader.raw(1), reader.raw(2), reader.raw(3)))
                    .containsExactly(" a ", "\"b\"\"c\"", "\"\"", "\"d\"e");
            assertThat(List.of(reader.text(0), reader.text(1), reader.text(2), reader.text(3)))
                    .containsExactly("a", "b\"c", "", "de");
        }
    }

    @Test
    void remarksBeforeTheHeaderAreAPreamble() throws Exception {
        String remarks = "# made by a logger, version 2\n# units: °C\n\n";
        Path csv = file(remarks + "time,temp\n1,2\n");
        CsvFormat format = CsvFormat.detect(csv);
        assertThat(format.preamble()).isEqualTo(remarks);
        assertThat(texts(csv, format)).containsExactly(List.of("time", "temp"), List.of("1", "2"));
        try (CsvReader reader = CsvReader.open(csv, format)) {
            reader.next();
            assertThat(reader.line()).isEqualTo(4);
        }
        assertThat(CsvFormat.detect(file("sep=;\r\na,x;b\r\n1;2\r\n")))
                .isEqualTo(new CsvFormat(';', "\r\n", false, "sep=;\r\n"));
        assertThat(CsvFormat.detect(file("\uFEFF# one, remark\na,b\n1,2\n")))
                .isEqualTo(new CsvFormat(',', "\n", true, "# one, remark\n"));
    }

    @Test
    void aHeaderMayBeginWithAHash() throws Exception {
        assertThat(CsvFormat.detect(file("#time,temp\n1,2\n")).preamble()).isEmpty();
        assertThat(CsvFormat.detect(file("#chrom,ref\nchr1,A\n")).preamble()).isEmpty();
        assertThat(CsvFormat.detect(file("# logger\n# time,temp\n1,2.5\n")).preamble())
                .isEqualTo("# logger\n");
        assertThat(CsvFormat.detect(file("# a remark\nonly\n1\n")).preamble()).isEqualTo("# a remark\n");
    }

    @Test
    void findsTheFormatOfAFile() throws Exception {
        assertThat(CsvFormat.detect(file("a,b\n1,2\n"))).isEqualTo(new CsvFormat(',', "\n", false, ""));
        assertThat(CsvFormat.detect(file("a;b\r\n1,5;2\r\n"))).isEqualTo(new CsvFormat(';', "\r\n", false, ""));
        assertThat(CsvFormat.detect(file("a;b\n1.5;2,0\n"))).isEqualTo(new CsvFormat(';', "\n", false, ""));
        assertThat(CsvFormat.detect(file("\uFEFF\"a,x\"\tb\n1\t2\n"))).isEqualTo(new CsvFormat('\t', "\n", true, ""));
        assertThat(CsvFormat.detect(file("\n\na|b\r1|2\r"))).isEqualTo(new CsvFormat('|', "\r", false, ""));
        assertThat(CsvFormat.detect(file("alone\n1\n")).delimiter()).isEqualTo(',');
    }

    @Test
    void leavesTheByteOrderMarkOutOfTheFirstName() throws Exception {
        Path marked = file("\uFEFFa,b\n1,2\n");
        try (CsvReader reader = CsvReader.open(marked, CsvFormat.detect(marked))) {
            assertThat(CsvHeader.read(reader).names()).containsExactly("a", "b");
        }
    }

    @Test
    void countsLinesThroughQuotesAndEmptyLines() throws Exception {
        try (CsvReader reader = CsvReader.open(file("a,b\n\n\"x\ny\",2\r\n\r\n3,4\n"), CsvFormat.DEFAULT)) {
            reader.next();
            assertThat(reader.at()).endsWith("table.csv:1");
            reader.next();
            assertThat(reader.at()).endsWith("table.csv:3");
            reader.next();
            assertThat(reader.at()).endsWith("table.csv:6");
        }
    }

    @Test
    void refusesAQuoteThatIsNeverClosedByItsLine() throws Exception {
        Path file = file("a,b\n1,2\n3,\"4\n5,6\n");
        assertThatThrownBy(() -> texts(file, CsvFormat.DEFAULT))
                .isInstanceOf(TableException.class)
                .hasMessageContaining("table.csv:3: a quote begins here and is never closed");
    }

    @Test
    void refusesBytesThatAreNoText() throws Exception {
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "name\nJosé\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> texts(latin, CsvFormat.DEFAULT)).hasMessageContaining("not UTF-8");
        Path binary = folder.resolve("binary.csv");
        Files.write(binary, new byte[] {'a', ',', 0, 0, '\n'});
        assertThatThrownBy(() -> texts(binary, CsvFormat.DEFAULT)).hasMessageContaining("not a text file");
    }
}
