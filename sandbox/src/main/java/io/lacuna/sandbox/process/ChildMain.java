package io.lacuna.sandbox.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/** Runs another main class in this JVM, until the parent process at the other end of standard input is gone. */
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

    /** Nobody writes to the pipe, so a read returns only when its other end was closed, however the parent ended. */
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Input is ignored.
            }
        } catch (IOException closed) {
            // The parent is gone.
        }
        Runtime.getRuntime().halt(130); // No orderly shutdown: the parent that started this work is gone.
    }
}
