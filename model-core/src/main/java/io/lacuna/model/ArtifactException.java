package io.lacuna.model;

/** Bytes that are no artifact this version can serve; the message says why, for an operator. */
public final class ArtifactException extends Exception {
    private static final long serialVersionUID = 1;

    public ArtifactException(String reason) {
        super(reason);
    }
}
