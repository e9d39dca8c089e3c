package io.lacuna.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * The result of a command that ran in this JVM, as the launcher would run it.
 *
 * @param status its exit status
 * @param out its output on stdout
 * @param err its output on stderr
 */
record CommandRun(int status, String out, String err) {

    static CommandRun lacuna(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Lacuna.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = String.valueOf(arguments[i]);
        }
        int status = line.execute(words);
        return new CommandRun(status, out.toString(), err.toString());
    }
}
