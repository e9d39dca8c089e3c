package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import io.lacuna.app.cli.option.GuardedOutput;
import io.lacuna.app.config.Secrets;
import io.lacuna.app.table.csv.TableException;
import io.lacuna.internal.training.MissingLibraryException;
import io.lacuna.streams.errors.RegistryUnavailableException;
import io.lacuna.streams.errors.SchemaRefusedException;
import io.lacuna.streams.errors.SetupException;
import java.io.PrintWriter;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The executable: {@code lacuna SUBCOMMAND}. Exit status 0 done, 1 refused or failed, 2 usage. */
@Command(
        name = "lacuna",
        description = "Fills the gaps in Kafka topics and CSV tables, each filled value with its uncertainty.",
        mixinStandardHelpOptions = true,
        versionProvider = Lacuna.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FitCommand.class,
            ImputeCommand.class,
            EvaluateCommand.class,
            ProduceCommand.class,
            ConsumeCommand.class,
            StreamCommand.class,
            TrainCommand.class,
            VerifyCommand.class,
            ModelsCommand.class,
            SizeCommand.class
        })
public final class Lacuna implements Runnable {
    static {
        // The parser's own warnings repeat what was given, secrets too; what is wrong with it is said once, by Lacuna.
        if (System.getProperty("picocli.trace") == null) {
            System.setProperty("picocli.trace", "OFF");
        }
    }

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec before anything runs.
    private Lacuna() {}

    public static void main(String[] arguments) {
        LogSettings.apply(System.getenv());
        GuardedOutput.ofProcess();
        Secrets.learn(arguments); // Before anybody parses them, and says what is wrong with them.
        int status = commandLine().execute(arguments);
        System.out.flush();
        System.err.flush();
        System.exit(status);
    }

    /** The whole command line, ready to execute. Tests run it in the same process. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Lacuna());
        for (ExtraCommand extra : ServiceLoader.load(ExtraCommand.class)) {
            line.addSubcommand(extra.command());
        }
        if (!line.getSubcommands().containsKey("demo")) {
            line.addSubcommand(new AbsentCommand());
        }
        line.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command))
                .setParameterExceptionHandler(Lacuna::usage);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name a command");
    }

    /**
     * Reports what is wrong with the command line, which may contain secrets like any other setting, and where to read
     * on: the whole help would bury it. An unknown option explains a missing one, so it comes first.
     */
    private static int usage(ParameterException wrong, String[] words) {
        Secrets.learn(words);
        CommandLine command = wrong.getCommandLine();
        List<String> unknown = command.getUnmatchedArguments().stream()
                .filter(argument -> argument.startsWith("-"))
                .toList();
        ParameterException first = wrong instanceof MissingParameterException && !unknown.isEmpty()
                ? new UnmatchedArgumentException(command, unknown)
                : wrong;
        PrintWriter err = GuardedOutput.of(command.getErr());
        err.println(Secrets.hide("lacuna: " + first.getMessage()));
        UnmatchedArgumentException.printSuggestions(first, err);
        err.println("'" + command.getCommandSpec().qualifiedName() + " --help' lists its options");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** Prints one line for an error that the user can correct, and a stack trace only for an error in Lacuna itself. */
    private static int report(Exception failure, CommandLine command) {
        PrintWriter err = GuardedOutput.of(command.getErr());
        if (isForTheUser(failure)) {
            err.println("lacuna: " + failure.getMessage());
        } else {
            err.println("lacuna: internal error: " + failure);
            failure.printStackTrace(err);
        }
        return 1;
    }

    private static boolean isForTheUser(Exception failure) {
        return failure instanceof CommandFailure
                || failure instanceof SetupException
                || failure instanceof MissingLibraryException
                || failure instanceof TableException
                || failure instanceof RegistryUnavailableException
                || failure instanceof SchemaRefusedException
                || failure instanceof ConfigException;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Lacuna.class.getPackage().getImplementationVersion();
            return new String[] {"lacuna " + (version == null ? "(development)" : version)};
        }
    }
}
