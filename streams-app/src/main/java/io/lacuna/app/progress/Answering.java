package io.lacuna.app.progress;

import org.jspecify.annotations.Nullable;

/** Time of the last answer of a broker, and the failure since then. Not safe to share between threads. */
final class Answering {
    private Moment last;
    private @Nullable String failure;

    Answering(Moment from) {
        last = from;
    }

    void answered(Moment now) {
        last = now;
        failure = null;
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
