package io.lacuna.app.audit;

import java.util.Locale;

/**
 * One thing the audit holds against a pipeline.
 *
 * @param kind what is wrong
 * @param partition input partition of the record it is about; -1 where it is about none
 * @param offset input offset of the record it is about; -1 where it is about no single record
 * @param detail figures for a person
 */
public record AuditFinding(Kind kind, int partition, long offset, String detail) {

    /** What can be wrong. */
    public enum Kind {
        /** An input record has no outcome. */
        LOST,
        /** An input record has two outcomes, or two latent codes. */
        DOUBLED,
        /** An outcome or latent code names an input record that is not there. */
        ORPHAN,
        /** An imputation without its latent code, or the other way round. */
        UNPAIRED,
        /** An outcome stands before that of an earlier record of its partition. */
        DISORDERED,
        /** An outcome of a record that the group has not committed: the stream will do it once more. */
        AHEAD,
        /** The outcome names a generation that never was, that was refused, or that was not to serve this record. */
        WRONG_GENERATION,
        /** A record computed anew from input and generation differs from the one in the topic. */
        DIFFERENT,
        /** An output ends in a transaction that is still open: its readers are stuck. */
        HANGING,
        /** The audit saw too little to mean anything. */
        VACUOUS;

        /** The word for it on a console. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String toString() {
        String place = offset < 0 ? "" : " " + partition + "@" + offset;
        return kind.word() + place + ": " + detail;
    }
}
