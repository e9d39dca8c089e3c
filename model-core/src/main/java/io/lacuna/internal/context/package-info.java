/**
 * A record has a past: what is remembered of a key, and how a record is filled with it.
 *
 * <p>The words: a record's <b>key</b> says whose record it is (a station, a device); a key's <b>memory</b> is what is kept of its
 * earlier records; a <b>gap</b> is a run of records of a key without a feature; an <b>age</b> is how long ago something was
 * observed; a <b>residual</b> is an observed value minus what the model says of it from other cells of its record.
 *
 * <pre>{@code
 * ContextImputer imputer = new ContextImputer(model, model.newImputer(settings), generation);   // one for a thread
 * KeyMemory memory = new KeyMemory(model.features());                                           // one object will do
 *
 * // for each record, in the order in which records arrive:
 * if (bytes == null || !memory.read(bytes)) memory.clear();   // what the store holds of the key
 * imputer.impute(observation, time, memory);                  // reads the memory and leaves it as it is
 * ... imputer.mean(j), imputer.intervals(...), imputer.usesContext(j), imputer.sourceOffset(j) ...
 * imputer.remember(memory, offset);                           // takes the record that was imputed last into the memory
 * store.put(key, memory.toBytes());
 * }</pre>
 *
 * <h2>Contract</h2>
 *
 * <ul>
 *   <li><b>Deterministic.</b> The same record, time, memory, model and model id give the same bits, whatever the imputer did
 *       before.
 *   <li><b>Nothing but {@code remember} changes a memory.</b> To score hidden cells, impute the masked record with the memory
 *       first, then the record itself, then remember. A record that cannot be used (a dead letter) is not remembered.
 *   <li><b>No record without memory.</b> {@code impute(observation, time)} fills without the past (no key, or a gap that is
 *       too old to fill with context) and still takes the calendar into account.
 *   <li><b>Order.</b> Memory moves forward in time alone: a record earlier than the newest one remembered is filled by its
 *       distance in time, and remembering it changes nothing. Of records of equal time the later one counts as newer.
 *   <li><b>What a fill depends on</b> can be named and rebuilt: for each cell the offset, age, value and residual of the record
 *       it was taken from, and the slow mean of the residuals up to that record. A residual is a function of that one record and
 *       the model: {@link ContextImputer#findResiduals} computes it again. (Of a model whose members cannot say what they
 *       think of observed cells, also of which cells are missing in the key's next record.) A slow mean is a function of the
 *       key's records in the {@code SlowMean.BUCKETS * SlowMean.BUCKET_STEPS} steps up to that record, so an audit that
 *       remembers a key's records from that much before the source on, with an empty memory at first, comes to the same memory
 *       as far as this cell goes.
 *   <li><b>Missing numbers are filled together</b> where the model says so: then a cell can differ from what the model alone
 *       says though its own past does not count ({@link ContextImputer#isMoved} but not {@link
 *       ContextImputer#usesContext}), by what the past tells of other cells that the record misses.
 *   <li><b>Models change.</b> Values are of no model and outlive it; residuals and their means belong to the model whose id they
 *       bear and are ignored by another one, so a gap that is open when the model changes goes on with the last value alone.
 *   <li><b>Features change.</b> Bytes bear a fingerprint of the features' names and types; bytes of other features are not
 *       read, and the key begins anew.
 * </ul>
 */
@NullMarked
package io.lacuna.internal.context;

import org.jspecify.annotations.NullMarked;
