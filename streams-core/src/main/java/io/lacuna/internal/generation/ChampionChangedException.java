package io.lacuna.internal.generation;

import io.lacuna.streams.errors.SetupException;

/**
 * While a challenger was fitted and scored, another generation began to serve. The scores compare the challenger with
 * the wrong generation.
 */
public final class ChampionChangedException extends SetupException {
    private static final long serialVersionUID = 1;

    ChampionChangedException(long serving) {
        super("generation " + serving + " was published in the meantime, and the challenger was not compared with it");
    }
}
