package io.lacuna.model;

/** Bytes that are no artifact this version can serve; the message says why, for an operator. */
public final class ArtifactException extends Exception {
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 300;

    public ArtifactException(String reason) {
        super(line(reason));
    }

    /** Names in a reason are the artifact's own and untrusted: they must not break a log's lines or flood it. */
    private static String line(String reason) {
        String line = reason.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
