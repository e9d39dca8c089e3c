package io.lacuna.app.cli;

import io.lacuna.app.cli.option.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code lacuna demo} where it is not installed: whoever asks for it learns where it is. */
@Command(name = "demo", hidden = true)
final class AbsentCommand implements Callable<Integer> {
    /** Whatever the command was given; not used. */
    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CommandFailure("demo is not part of this distribution, which holds no broker; install the whole one,"
                + " lacuna-VERSION.zip");
    }
}
