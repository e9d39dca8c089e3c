package io.lacuna.app.cli;

import io.lacuna.app.cli.option.Output;
import io.lacuna.app.sizing.Preset;
import io.lacuna.app.sizing.Sizing;
import io.lacuna.app.sizing.Tables;
import io.lacuna.app.sizing.Workload;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lacuna size}: what a stream needs. */
@Command(
        name = "size",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Calculate threads, partitions, brokers, memory and restore time of a stream from measured figures."
                        + " docs/sizing.md says where these are from.")
@SuppressWarnings("NullAway.Init") // picocli injects the options before anything runs.
final class SizeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--rate", paramLabel = "N", description = "Records per second at the busiest time.")
    private @Nullable Double rate;

    @Option(
            names = "--keys",
            defaultValue = "0",
            paramLabel = "N",
            description = "Keys whose past is remembered. Default ${DEFAULT-VALUE}: each record is filled by itself.")
    private long keys;

    @Option(
            names = "--features",
            defaultValue = "12",
            paramLabel = "N",
            description = "Numbers of a record. Default ${DEFAULT-VALUE}.")
    private int features;

    @Option(
            names = "--missing",
            defaultValue = "0.5",
            paramLabel = "SHARE",
            description = "Share of them that is missing. Default ${DEFAULT-VALUE}.")
    private double missing;

    @Option(
            names = "--preset",
            defaultValue = "default",
            description = "default, fast, or values: throughput with values and flags alone. Default ${DEFAULT-VALUE}.")
    private Preset preset;

    @Option(
            names = "--patterns",
            defaultValue = "few",
            description = "few if patterns of missing cells return, many if nearly each record has its own. Default"
                    + " ${DEFAULT-VALUE}.")
    private Workload.Patterns patterns;

    @Option(
            names = "--replicas",
            defaultValue = "3",
            paramLabel = "N",
            description = "Replication factor of the topics. Default ${DEFAULT-VALUE}.")
    private int replicas;

    @Option(
            names = "--threads",
            defaultValue = "4",
            paramLabel = "N",
            description = "Stream threads of an instance, a core each. Default ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--busy",
            defaultValue = "0.6",
            paramLabel = "SHARE",
            description = "Share of cores and brokers that this rate may take; the rest is for catching up. Default"
                    + " ${DEFAULT-VALUE}.")
    private double busy;

    @Option(
            names = "--broker-mb",
            defaultValue = "40",
            paramLabel = "N",
            description = "Megabytes a second that one of your brokers writes. Default ${DEFAULT-VALUE}, measured on a"
                    + " small machine.")
    private double brokerMegabytes;

    @Option(
            names = "--archive-days",
            paramLabel = "N",
            description = "Also say what it takes to fill an archive of so many days.")
    private @Nullable Double archiveDays;

    @Option(
            names = "--archive-hours",
            defaultValue = "168",
            paramLabel = "N",
            description = "Hours in which the archive is to be filled. Default ${DEFAULT-VALUE}: a week.")
    private double archiveHours;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = "--tables", description = "Print the tables of docs/sizing.md, and nothing else.")
    private boolean tables;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (tables) {
            out.print(Tables.markdown());
            out.flush();
            return 0;
        }
        Sizing sizing = sizing();
        Sizing.Backfill backfill = archiveDays == null ? null : sizing.backfill(archiveDays, archiveHours);
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>(sizing.figures());
            if (backfill != null) {
                document.put("archiveRecords", backfill.records());
                document.put("archiveRate", backfill.rate());
                document.put("archivePartitions", backfill.partitions());
                document.put("archiveInstances", backfill.instances());
                document.put("archiveBrokers", backfill.brokers());
            }
            Output.json(out, document);
        } else {
            print(out, sizing);
            if (backfill != null) {
                print(out, backfill);
            }
            out.flush();
        }
        return 0;
    }

    private Sizing sizing() {
        if (rate == null) {
            throw new ParameterException(spec.commandLine(), "give --rate N, records per second, or --tables");
        }
        if (archiveDays != null && !(archiveDays > 0 && archiveHours > 0)) {
            throw new ParameterException(spec.commandLine(), "--archive-days and --archive-hours must be above 0");
        }
        try {
            return Sizing.of(new Workload(
                    rate, keys, features, missing, preset, patterns, replicas, threads, busy, brokerMegabytes));
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), "--" + refused.getMessage());
        }
    }

    private static void print(PrintWriter out, Sizing sizing) {
        Workload load = sizing.workload();
        line(
                out,
                "workload",
                "%s records/s of %d features, %.0f%% missing; %s; preset %s",
                Tables.count(Math.round(load.rate())),
                load.features(),
                100 * load.missing(),
                load.keys() == 0 ? "no keys" : Tables.count(load.keys()) + " keys",
                load.preset());
        line(
                out,
                "streams",
                "%s us a record; %s cores busy: %d threads, %d instances of %d threads, %.0f%% busy",
                Tables.decimal(sizing.micros()),
                Tables.decimal(sizing.cores()),
                sizing.threads(),
                sizing.instances(),
                load.threads(),
                100 * sizing.threadShare());
        line(out, "partitions", "%d, of the input topic and of each output", sizing.partitions());
        line(
                out,
                "brokers",
                "%d, %.0f%% busy: %s MB/s written with %d replicas; %s bytes of a record in, %s out",
                sizing.brokers(),
                100 * sizing.brokerShare(),
                Tables.decimal(sizing.megabytes()),
                load.replicas(),
                Tables.count(Math.round(sizing.bytesIn())),
                Tables.count(Math.round(sizing.bytesOut())));
        line(out, "disk", "%s GB a day on all brokers", Tables.decimal(sizing.gigabytesPerDay()));
        line(
                out,
                "memory",
                "%s of each instance's container, context.store=%s",
                Tables.bytes(sizing.memoryBytes()),
                sizing.store());
        if (load.keys() > 0) {
            line(
                    out,
                    "state",
                    "%s of keys%s; a new instance restores its part in %s",
                    Tables.bytes(sizing.stateBytes()),
                    sizing.inMemory() ? "" : ", " + Tables.bytes(sizing.diskBytes()) + " on an instance's disk",
                    Tables.seconds(sizing.restoreSeconds()));
        }
        line(
                out,
                "death",
                Double.isInfinite(sizing.deathSeconds())
                        ? "of an instance: the others cannot carry its part; records wait until it is back"
                        : "of an instance: its records are filled again after %s",
                Tables.seconds(sizing.deathSeconds()));
        line(
                out,
                "first",
                "%s saturate first, at %s records/s",
                sizing.first(),
                Tables.count(Math.round(sizing.mostRate())));
    }

    private static void print(PrintWriter out, Sizing.Backfill backfill) {
        line(
                out,
                "archive",
                "%.2e records within %s hours: %s records/s; %s partitions, %s instances, %s brokers",
                backfill.records(),
                Tables.decimal(backfill.hours()),
                Tables.count(Math.round(backfill.rate())),
                Tables.count(backfill.partitions()),
                Tables.count(backfill.instances()),
                Tables.count(backfill.brokers()));
    }

    private static void line(PrintWriter out, String about, String format, Object... values) {
        out.println(String.format(Locale.ROOT, "%-11s", about) + String.format(Locale.ROOT, format, values));
    }
}
