package io.lacuna.sandbox.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Runs another main class in this JVM, until the parent that holds the other end of standard input is gone. */
final class ChildMain {
    private ChildMain() {}

    public static void main(String[] arguments) throws Throwable {
        Thread watch = new Thread(ChildMain::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /** Nobody writes to the pipe, so a read returns only when its other end was closed, by death of any kind. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Not meant for anybody.
            }
        } catch (IOException closed) {
            // The same news.
        }
        Runtime.getRuntime().halt(130); // No orderly end: the parent that asked for this work is gone.
    }
}
