package io.lacuna.app.progress;

import org.jspecify.annotations.Nullable;

/**
 * When the last answered question to a broker was asked, and the failure since then. What an answer says was true when the
 * question was asked or later; how much later is not known, because the answer may have been on its way for long. Not safe
 * to share between threads.
 */
final class Answering {
    private Moment last;
    private @Nullable String failure;

    Answering(Moment from) {
        last = from;
    }

    /**
     * Takes an answer.
     *
     * @return false if it is older than the last one
     */
    boolean answered(Moment asked) {
        if (asked.isBefore(last)) {
            return false;
        }
        last = asked;
        failure = null;
        return true;
    }

    /** A question was not answered; the reason is null while nothing more is known than before. */
    void failed(@Nullable String reason) {
        failure = reason == null ? failure : reason;
    }

    Moment last() {
        return last;
    }

    String since() {
        return " since " + last.words() + (failure == null ? "" : ": " + failure);
    }
}
