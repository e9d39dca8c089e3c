package io.lacuna.internal.generation;

import io.lacuna.streams.errors.SetupException;

/** While a challenger was fitted and scored, another generation began to serve: the scores are against the wrong one. */
public final class ChampionChangedException extends SetupException {
    private static final long serialVersionUID = 1;

    ChampionChangedException(long serving) {
        super("generation " + serving + " was published meanwhile, and the challenger was not held against it");
    }
}
