package io.lacuna.app.sizing;

import java.util.List;
import java.util.Locale;

/** The tables of {@code docs/sizing.md}. */
public final class Tables {
    private static final List<Integer> RATES = List.of(10_000, 100_000, 1_000_000, 10_000_000);
    private static final List<Integer> KEYS = List.of(10_000, 1_000_000, 100_000_000);
    private static final List<Integer> FEATURES = List.of(6, 12, 57, 100);
    private static final int RATE = 100_000;
    private static final int ARCHIVE_DAYS = 3 * 365;
    private static final int HOURS_OF_A_WEEK = 168;

    private Tables() {}

    /** All tables as Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder();
        measured(page);
        byRate(page, 0);
        byRate(page, 1_000_000);
        byKeys(page);
        byFeatures(page);
        backfill(page);
        return page.toString();
    }

    private static void measured(StringBuilder page) {
        line(page, "### Measured");
        line(page, "");
        line(page, "| figure | value | from |");
        line(page, "|---|---:|---|");
        for (Preset preset : Preset.values()) {
            line(
                    page,
                    row(
                            "a record on a stream thread, 12 features, " + preset,
                            decimal(preset.micros(Preset.FEW_FEATURES, Workload.Patterns.FEW)) + " us",
                            "`./lacuna-bench pipeline 12`"));
        }
        for (Preset preset : Preset.values()) {
            double few = preset.micros(Preset.FEW_FEATURES, Workload.Patterns.FEW);
            line(
                    page,
                    row(
                            "with 57 features in few patterns, with 12 and 57 in many, relative to that, " + preset,
                            String.format(
                                    Locale.ROOT,
                                    "%.1f, %.1f, %.1f x",
                                    preset.micros(Preset.MANY_FEATURES, Workload.Patterns.FEW) / few,
                                    preset.micros(Preset.FEW_FEATURES, Workload.Patterns.MANY) / few,
                                    preset.micros(Preset.MANY_FEATURES, Workload.Patterns.MANY) / few),
                            "`./lacuna-bench record-path 12,57`"));
        }
        line(
                page,
                row(
                        "a record with the past of its key, relative to one without",
                        String.format(Locale.ROOT, "%.2f x", Measured.WITH_PAST),
                        "`./lacuna-bench context-pipeline`"));
        line(
                page,
                row(
                        "bytes of a filled record of 12 features, 6 of them filled, with its note by field, and of its sparse code: default, fast,"
                                + " values",
                        Math.round(Preset.DEFAULT.bytesImputed(12, 6)) + " and "
                                + Math.round(Preset.DEFAULT.bytesLatent()) + ", "
                                + Math.round(Preset.FAST.bytesImputed(12, 6)) + " and "
                                + Math.round(Preset.FAST.bytesLatent()) + ", "
                                + Math.round(Preset.VALUES.bytesImputed(12, 6)) + " and none",
                        "`./lacuna-bench record-path 12,57`"));
        line(
                page,
                row(
                        "a broker writes",
                        Math.round(Measured.BROKER_MEGABYTES) + " MB/s",
                        "`./lacuna-bench pipeline 12`, its pass-through"));
        line(
                page,
                row(
                        "state of a key of 12 features",
                        Math.round(Measured.stateBytes(new Workload(1, 1))) + " bytes",
                        "the format of a key's memory; `SizingTest`"));
        line(
                page,
                row(
                        "records of a changelog that a thread restores, at least",
                        count(Math.round(Measured.RESTORED_PER_SECOND)) + " a second",
                        "`./lacuna-bench pipeline 12`, row `locf-rocksdb`: it does more for a record"));
        line(
                page,
                row(
                        "until another instance has the partitions of a dead one",
                        Math.round(Measured.TAKEOVER_SECONDS) + " s",
                        "`session.timeout.ms`, `./lacuna-bench faults`"));
        line(page, "");
    }

    private static void byRate(StringBuilder page, long keys) {
        line(page, keys == 0 ? "### By rate, without keys" : "### By rate, " + count(keys) + " keys");
        line(page, "");
        line(
                page,
                "| records/s | preset | us a record | cores busy | threads | instances | partitions | MB/s written | brokers"
                        + " | saturates first |");
        line(page, "|---:|---|---:|---:|---:|---:|---:|---:|---:|---|");
        for (int rate : RATES) {
            for (Preset preset : Preset.values()) {
                Sizing sizing = Sizing.of(new Workload(rate, keys).withPreset(preset));
                line(
                        page,
                        row(
                                count(rate),
                                preset.toString(),
                                decimal(sizing.micros()),
                                decimal(sizing.cores()),
                                count(sizing.threads()),
                                count(sizing.instances()),
                                count(sizing.partitions()),
                                count(Math.round(sizing.megabytes())),
                                count(sizing.brokers()),
                                sizing.first().toString()));
            }
        }
        line(page, "");
    }

    private static void byKeys(StringBuilder page) {
        line(page, "### By keys, at " + count(RATE) + " records/s");
        line(page, "");
        line(
                page,
                "| keys | features | instances | state | context.store | memory of an instance | disk of an instance |"
                        + " restore | death of an instance |");
        line(page, "|---:|---:|---:|---:|---|---:|---:|---:|---:|");
        for (int features : List.of(12, 57)) {
            for (int keys : KEYS) {
                Sizing sizing = Sizing.of(new Workload(RATE, keys).withFeatures(features));
                line(
                        page,
                        row(
                                count(keys),
                                count(features),
                                count(sizing.instances()),
                                bytes(sizing.stateBytes()),
                                "`" + sizing.store() + "`",
                                bytes(sizing.memoryBytes()),
                                bytes(sizing.diskBytes()),
                                seconds(sizing.restoreSeconds()),
                                seconds(sizing.deathSeconds())));
            }
        }
        line(page, "");
    }

    private static void byFeatures(StringBuilder page) {
        line(page, "### By features, at " + count(RATE) + " records/s without keys");
        line(page, "");
        line(page, "| features | preset | patterns | us a record | threads | bytes in | bytes out | brokers |");
        line(page, "|---:|---|---|---:|---:|---:|---:|---:|");
        for (int features : FEATURES) {
            for (Preset preset : Preset.values()) {
                for (Workload.Patterns patterns : Workload.Patterns.values()) {
                    Sizing sizing = Sizing.of(new Workload(
                            RATE, 0, features, 0.5, preset, patterns, 3, 4, 0.6, Measured.BROKER_MEGABYTES));
                    line(
                            page,
                            row(
                                    count(features),
                                    preset.toString(),
                                    patterns.name().toLowerCase(Locale.ROOT),
                                    decimal(sizing.micros()),
                                    count(sizing.threads()),
                                    count(Math.round(sizing.bytesIn())),
                                    count(Math.round(sizing.bytesOut())),
                                    count(sizing.brokers())));
                }
            }
        }
        line(page, "");
    }

    private static void backfill(StringBuilder page) {
        line(page, "### An archive of three years, filled within a week, without keys");
        line(page, "");
        line(page, "| records/s | preset | records | filled a second | partitions | instances | brokers |");
        line(page, "|---:|---|---:|---:|---:|---:|---:|");
        for (int rate : RATES) {
            for (Preset preset : Preset.values()) {
                Sizing.Backfill backfill =
                        Sizing.of(new Workload(rate, 0).withPreset(preset)).backfill(ARCHIVE_DAYS, HOURS_OF_A_WEEK);
                line(
                        page,
                        row(
                                count(rate),
                                preset.toString(),
                                String.format(Locale.ROOT, "%.1e", backfill.records()),
                                count(Math.round(backfill.rate())),
                                count(backfill.partitions()),
                                count(backfill.instances()),
                                count(backfill.brokers())));
            }
        }
    }

    private static void line(StringBuilder page, String text) {
        page.append(text).append('\n');
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /** A whole number with thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number with one place. */
    public static String decimal(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }

    /** Bytes in the unit that suits them. */
    public static String bytes(double bytes) {
        if (bytes == 0) {
            return "-";
        }
        if (bytes < 1L << 20) {
            return String.format(Locale.ROOT, "%.0f KiB", bytes / (1L << 10));
        }
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, "%.0f MiB", bytes / (1L << 20))
                : String.format(Locale.ROOT, "%,.1f GiB", bytes / (1L << 30));
    }

    /** A time in the unit that suits it. */
    public static String seconds(double seconds) {
        if (Double.isInfinite(seconds)) {
            return "until it is back";
        }
        if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        return seconds < 7_200
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3_600);
    }
}
