/**
 * Context: the memory of a key, and filling a record with it.
 *
 * <p>The words: a record's <b>key</b> identifies its source (a station, a device); a key's <b>memory</b> summarizes its
 * earlier records; a <b>gap</b> is a run of records of a key without a feature; an <b>age</b> is the time since
 * something was observed; a <b>residual</b> is an observed value minus the model's prediction of it from the other
 * cells of its record.
 *
 * <pre>{@code
 * ContextImputer imputer = new ContextImputer(model, model.newImputer(settings), generation);   // one per thread
 * KeyMemory memory = new KeyMemory(model.features());                                           // one object is enough
 *
 * // for each record, in the order in which records arrive:
 * if (bytes == null || !memory.read(bytes)) memory.clear();   // the stored bytes of the key
 * imputer.impute(observation, time, memory);                  // reads the memory and does not change it
 * ... imputer.mean(j), imputer.intervals(...), imputer.usesContext(j), imputer.sourceOffset(j) ...
 * imputer.remember(memory, offset);                           // adds the record that was imputed last to the memory
 * store.put(key, memory.toBytes());
 * }</pre>
 *
 * <h2>Contract</h2>
 *
 * <ul>
 *   <li><b>Deterministic.</b> The same record, time, memory, model and model id give the same bits, whatever the imputer did
 *       before.
 *   <li><b>Only {@code remember} changes a memory.</b> To score hidden cells, impute the masked record with the memory
 * first, then the record itself, then remember. A record that cannot be used (a dead letter) is not remembered.
 *   <li><b>No record without memory.</b> {@code impute(observation, time)} fills without the past (no key, or a gap that is
 *       too old to fill with context) and still takes the calendar into account.
 *   <li><b>Order.</b> Memory moves forward in time only: a record earlier than the newest one remembered is filled by
 * its distance in time, and remembering it changes nothing. Of records with equal times the later one counts as newer.
 *   <li><b>The inputs of a fill</b> can be named and rebuilt: for each cell the offset, age, value and residual of the
 * record it was taken from, and the slow mean of the residuals up to that record. A residual is a function of that one
 * record and the model: {@link ContextImputer#findResiduals} computes it again. (For a model whose members cannot
 * predict observed cells, it also depends on which cells are missing in the key's next record.) A slow mean is a
 * function of the key's records in the {@code SlowMean.BUCKETS * SlowMean.BUCKET_STEPS} steps up to that record. The
 * expected change of a number that follows others is a function of the key's records from that record on. So an audit that
 * starts with an empty memory and remembers a key's records from this time before the source up to the cell's own record
 * gets the same memory for this cell.
 *   <li><b>Missing numbers are filled together</b> if the model has a precision for that. A cell can then differ from
 * the model's own fill though its own past does not count ({@link ContextImputer#isMoved} but not {@link
 * ContextImputer#usesContext}), because of the past of other missing cells of the record.
 *   <li><b>Models change.</b> Values do not depend on a model and stay; residuals and their means belong to the model
 * with the stored id and are ignored by others, and so do expected changes. So a gap that is open when the model changes
 * continues with the last value alone.
 *   <li><b>Features change.</b> The bytes contain a fingerprint of the features' names and types; bytes of other
 * features are not read, and the key starts with an empty memory.
 * </ul>
 */
@NullMarked
package io.lacuna.internal.context;

import org.jspecify.annotations.NullMarked;
