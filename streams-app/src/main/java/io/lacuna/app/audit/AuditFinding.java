package io.lacuna.app.audit;

import java.util.Locale;

/**
 * A defect that the audit found in a pipeline.
 *
 * @param kind kind of the defect
 * @param topic input topic of the record concerned; empty where there is none
 * @param partition input partition of the record concerned; -1 where there is none
 * @param offset input offset of the record concerned; for a range its first offset; -1 where there is none
 * @param detail figures as text
 */
public record AuditFinding(Kind kind, String topic, int partition, long offset, String detail) {

    /** A defect of a record. */
    AuditFinding(Kind kind, Place place, String detail) {
        this(kind, place.topic(), place.partition(), place.offset(), detail);
    }

    /** A defect that concerns no single record. */
    static AuditFinding of(Kind kind, String detail) {
        return new AuditFinding(kind, "", -1, -1, detail);
    }

    /** Kinds of defects. */
    public enum Kind {
        /** An input record has no outcome. */
        LOST,
        /** A range of offsets has no outcomes, and its records were deleted from the input before they were filled. */
        GONE,
        /** An input record has two outcomes, or two latent codes. */
        DOUBLED,
        /** An outcome or latent code refers to an input record that does not exist. */
        ORPHAN,
        /** An imputation has no latent code, or a latent code has no imputation. */
        UNPAIRED,
        /** An outcome comes before that of an earlier record of its partition. */
        DISORDERED,
        /** An outcome of a record that the group has not committed: the stream will process it again. */
        AHEAD,
        /** The outcome names a generation that never existed, was refused, or should not have filled this record. */
        WRONG_GENERATION,
        /** A record recomputed from input and generation differs from the one in the topic. */
        DIFFERENT,
        /** An output ends in an open transaction: its readers cannot continue. */
        HANGING,
        /** An instance counted other outcomes of a range of offsets than the topics have. */
        MISCOUNTED,
        /** The audit saw too few records to be valid. */
        VACUOUS;

        /** Name of the kind on a console. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String toString() {
        String place = offset < 0 ? "" : " " + topic + "-" + partition + "@" + offset;
        return kind.word() + place + ": " + detail;
    }
}
