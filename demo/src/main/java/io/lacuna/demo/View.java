package io.lacuna.demo;

/** Where the demo shows itself. Safe to share between threads. */
interface View extends AutoCloseable {

    /** Something happened; the line stays. */
    void event(String line);

    /** How things stand; a view may show it at once, now and then, or never. */
    void status(Status status);

    /** Leaves the screen as it should stay. */
    @Override
    default void close() {}

    /**
     * How things stand.
     *
     * @param seconds since the start
     * @param sent records sent, poison apart
     * @param total records there will be
     * @param perSecond records imputed a second, lately
     * @param waiting records sent whose outcome was not seen yet
     * @param missing share of the sent cells that were missing
     * @param generation the newest that serves; 0 for none
     * @param deadLetters records sent to the dead-letter topic
     * @param error errors of the filled numbers so far
     */
    record Status(
            double seconds,
            long sent,
            long total,
            double perSecond,
            long waiting,
            double missing,
            long generation,
            long deadLetters,
            FillScores.Score error) {}
}
