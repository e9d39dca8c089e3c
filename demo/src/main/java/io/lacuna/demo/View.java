package io.lacuna.demo;

/** Displays the demo. Implementations are safe for concurrent use. */
interface View extends AutoCloseable {

    /** An event; its line stays visible. */
    void event(String line);

    /** The current figures; a view may show them at once, sometimes, or never. */
    void status(Status status);

    /** Leaves the screen in its final form. */
    @Override
    default void close() {}

    /**
     * The current figures.
     *
     * @param seconds since the start
     * @param sent number of records sent, without poison
     * @param total number of records in all
     * @param perSecond records imputed per second in the last few seconds
     * @param waiting number of records sent whose outcome was not seen yet
     * @param missing share of the sent cells that were missing
     * @param generation the newest that serves; 0 for none
     * @param deadLetters number of records sent to the dead-letter topic
     * @param error errors of the filled continuous cells so far
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
