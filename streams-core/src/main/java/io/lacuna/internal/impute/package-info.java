/**
 * Fills one record: the record imputer, the notes and latent codes that it writes, and the replay for audits.
 *
 * <pre>
 * record -&gt; observation (package record) -&gt; {@link io.lacuna.internal.impute.RecordImputer} -&gt; {@link
 * io.lacuna.internal.impute.FilledRecord}: the record, its note, its latent code, scores
 * </pre>
 */
@NullMarked
package io.lacuna.internal.impute;

import org.jspecify.annotations.NullMarked;
