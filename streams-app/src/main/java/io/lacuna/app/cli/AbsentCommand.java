package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands for {@code lacuna demo} in a distribution without it, and says where the command is. */
@Command(name = "demo", hidden = true)
final class AbsentCommand implements Callable<Integer> {
    /** All arguments of the command; they are ignored. */
    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CommandFailure(
                "demo is not part of this distribution, because it contains no broker; install the full distribution,"
                        + " lacuna-VERSION.zip");
    }
}
