package io.lacuna.app.site;

import io.lacuna.app.web.Answer;
import java.util.Map;

/** A call that is not answered, with the reason. */
final class CallRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Map<String, Object> details;

    CallRefusedException(int status, String reason) {
        this(status, reason, Map.of());
    }

    /**
     * @param status of the answer
     * @param reason one line for the caller, with the way out
     * @param details what it is about, such as a field
     */
    CallRefusedException(int status, String reason, Map<String, Object> details) {
        super(reason);
        this.status = status;
        this.details = Map.copyOf(details);
    }

    /** The reason as an answer. */
    Answer answer() {
        return Answer.refusal(status, String.valueOf(getMessage()), details);
    }
}
