package io.lacuna.app.cli;

import io.lacuna.app.audit.AuditReport;
import io.lacuna.app.audit.AuditSettings;
import io.lacuna.app.audit.PipelineAudit;
import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.ConfigOptions;
import io.lacuna.app.cluster.Cluster;
import io.lacuna.app.config.KafkaSettings;
import io.lacuna.app.config.LacunaConfig;
import io.lacuna.app.progress.CountedOutcomes;
import io.lacuna.app.site.StatusCall;
import io.lacuna.internal.registry.SchemaRegistry;
import io.lacuna.streams.errors.RegistryUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lacuna verify}: audits the topics of a pipeline that is idle. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Audits the topics of an idle pipeline: every input record has exactly one outcome, imputed or"
                + " dead letter, with its latent code, in order, by the generation due at that time, and a sample filled"
                + " again gives the same bytes. Exit status 0 if nothing is found, 1 otherwise.")
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(
            names = "--recompute",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Approximate number of records to fill again and compare (default: ${DEFAULT-VALUE}).")
    private long recompute;

    @Option(
            names = "--min-records",
            paramLabel = "N",
            defaultValue = "1",
            description = "Smallest number of input records for a valid audit (default: ${DEFAULT-VALUE}).")
    private long minRecords;

    @Option(
            names = "--min-generations",
            paramLabel = "N",
            defaultValue = "0",
            description = "Smallest number of generations that filled a record (default: ${DEFAULT-VALUE}).")
    private int minGenerations;

    @Option(
            names = "--min-dead-letters",
            paramLabel = "N",
            defaultValue = "0",
            description = "Smallest number of dead letters (default: ${DEFAULT-VALUE}).")
    private long minDeadLetters;

    @Option(
            names = "--min-aborted",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Smallest number of latent codes in aborted transactions: a fault test that aborts no transaction proves"
                            + " nothing (default: ${DEFAULT-VALUE}).")
    private long minAborted;

    @Option(
            names = "--instance",
            paramLabel = "URL",
            description =
                    "http.host and http.port of a running instance, once for each: what it counted must be what the"
                            + " topics have.")
    private List<String> instances = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        LacunaConfig config = options.load();
        AuditSettings settings = new AuditSettings(recompute, minRecords, minGenerations, minDeadLetters, minAborted);
        AuditReport report = audit(config, settings, counted());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        report.lines().forEach(out::println);
        out.println(report.clean() ? "verified: nothing lost, nothing doubled" : "NOT verified");
        out.flush();
        return report.clean() ? 0 : 1;
    }

    private Map<String, List<CountedOutcomes>> counted() {
        StatusCall call = new StatusCall();
        Map<String, List<CountedOutcomes>> counted = new LinkedHashMap<>();
        for (String instance : instances) {
            try {
                counted.put(instance, call.counted(instance));
            } catch (IOException | IllegalArgumentException failed) {
                throw new CommandFailure(
                        "no counts from " + instance + ": " + failed.getMessage()
                                + "; check that it runs and that this is its http.host and http.port",
                        failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new CommandFailure("interrupted while asking " + instance, stopped);
            }
        }
        return counted;
    }

    private static AuditReport audit(
            LacunaConfig config, AuditSettings settings, Map<String, List<CountedOutcomes>> counted) {
        try (Cluster cluster = Cluster.connect(config)) {
            cluster.inputPartitions();
        }
        try (SchemaRegistry registry = KafkaSettings.openRegistry(config)) {
            return new PipelineAudit(config, registry, settings).run(counted);
        } catch (RegistryUnavailableException away) {
            throw new CommandFailure(String.valueOf(away.getMessage()), away);
        }
    }
}
