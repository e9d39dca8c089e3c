package io.lacuna.model;

/** The bytes are not an artifact that this version can serve. The message tells an operator why. */
public final class ArtifactException extends Exception {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 300;

    /**
     * Makes the exception.
     *
     * @param reason for an operator; cut at 300 characters, without line breaks
     */
    public ArtifactException(String reason) {
        super(line(reason));
    }

    /** Names in a reason come from the artifact and are untrusted. They must not break log lines or flood the log. */
    private static String line(String reason) {
        String line = reason.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
