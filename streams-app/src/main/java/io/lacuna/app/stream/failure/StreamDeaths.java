package io.lacuna.app.stream.failure;

/**
 * Keeps the JVM from printing a stack trace for every stream thread that dies: {@link ThreadReplacement} has told why in one
 * line, and what comes of it.
 */
public final class StreamDeaths {
    private static final String STREAM_THREAD = "StreamThread";

    private StreamDeaths() {}

    /** For a process whose streams are this application's; other threads' deaths are printed as ever. */
    public static void keepQuiet() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (thread.getName().contains(STREAM_THREAD)) {
                return;
            }
            if (before != null) {
                before.uncaughtException(thread, failure);
            } else {
                System.err.print("Exception in thread \"" + thread.getName() + "\" ");
                failure.printStackTrace();
            }
        });
    }
}
