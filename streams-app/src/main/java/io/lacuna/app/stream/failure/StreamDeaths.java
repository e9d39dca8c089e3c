package io.lacuna.app.stream.failure;

/**
 * Keeps the JVM from printing a stack trace for every stream thread that dies: {@link ThreadReplacement} has already
 * logged the reason and the consequence in one line.
 */
public final class StreamDeaths {
    private static final String STREAM_THREAD = "StreamThread";

    private StreamDeaths() {}

    /** For a process whose only streams are this application's. Deaths of other threads are printed as usual. */
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
