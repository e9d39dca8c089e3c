/**
 * What is seen of the stream's quality from outside, without labels: the live scores and the newest input records.
 *
 * <pre>
 * scores topic -&gt; {@link io.lacuna.app.watch.ScoreTail} -&gt; {@link io.lacuna.app.watch.DriftDetector}  the error rose
 *                                                 -&gt; {@link io.lacuna.app.watch.Trial}          a proposal wins or loses
 * input topic  -&gt; {@link io.lacuna.app.watch.InputProfile} -&gt; {@link io.lacuna.app.watch.InputWatch}  gaps, units, fields
 * events       -&gt; {@link io.lacuna.app.watch.EventLog}     one record of the events topic each
 * </pre>
 *
 * <p>Nothing here decides what serves; the trainer does, from what is found.
 */
@NullMarked
package io.lacuna.app.watch;

import org.jspecify.annotations.NullMarked;
