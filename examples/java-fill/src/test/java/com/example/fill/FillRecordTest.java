package com.example.fill;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.impute.FilledRow;
import io.lacuna.impute.LacunaModel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillRecordTest {
    @TempDir
    private Path folder;

    @Test
    void aModelFittedInMemoryFillsARecord() throws Exception {
        Path file = folder.resolve("hall.model");
        FitRows.main(new String[] {file.toString()});

        // Five people and an open door: 17 + 1 - 2 degrees, 400 + 60 ppm.
        FilledRow row = LacunaModel.read(file).imputer().fill(Map.of("hall_temp", 16.0, "door_open", true));
        assertThat(row.number("co2").orElseThrow().mean()).isBetween(430.0, 490.0);
        assertThat(row.number("co2").orElseThrow().interval().contains(460)).isTrue();
        assertThat(row.values()).containsEntry("mode", "heating").containsEntry("hall_temp", 16.0);

        assertThat(printed(() -> FillRecord.main(new String[] {file.toString()})))
                .contains("hall_temp=18.1", "co2 ", "heating with probability");
        assertThat(printed(() -> DrawRecords.main(new String[] {file.toString()}))
                        .lines())
                .hasSize(5)
                .doesNotHaveDuplicates()
                .allSatisfy(line -> assertThat(line).contains("hall_temp=18.1", "co2=", "door_open=", "mode="));
    }

    @Test
    void earlierRowsOfAStationFillItsGap() throws Exception {
        String printed = printed(() -> FillInTime.main(new String[0]));
        // The readings lie about 10; the roof's were at 4.5 a minute before.
        assertThat(Double.parseDouble(printed.split(" ")[1])).isBetween(3.0, 6.5);
    }

    private interface Program {
        void run() throws Exception;
    }

    private static String printed(Program program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
