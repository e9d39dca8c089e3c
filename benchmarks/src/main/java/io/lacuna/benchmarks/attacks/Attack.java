package io.lacuna.benchmarks.attacks;

/**
 * One attack and the rule that holds under it.
 *
 * @param name in one word, for the command line
 * @param words what is done, and what must hold
 * @param run does it
 */
record Attack(String name, String words, Run run) {

    /** Does an attack. */
    @FunctionalInterface
    interface Run {
        /**
         * @throws BrokenException if the rule does not hold
         */
        void on(AttackRig rig) throws Exception;
    }

    /** A rule does not hold. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String words) {
            super(words);
        }
    }

    static void must(boolean holds, String otherwise) throws BrokenException {
        if (!holds) {
            throw new BrokenException(otherwise);
        }
    }
}
