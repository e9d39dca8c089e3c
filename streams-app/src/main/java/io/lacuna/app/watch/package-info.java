/**
 * Watches the quality of the stream from outside, without labels: live scores and the newest input records.
 *
 * <pre>
 * scores topic -&gt; {@link io.lacuna.app.watch.ScoreTail} -&gt; {@link io.lacuna.app.watch.DriftDetector}  the error rose
 *                                                 -&gt; {@link io.lacuna.app.watch.Trial}          a proposal wins or loses
 * input topic  -&gt; {@link io.lacuna.app.watch.InputProfile} -&gt; {@link io.lacuna.app.watch.InputWatch}  gaps, units, fields
 * events       -&gt; {@link io.lacuna.app.watch.EventLog}     one record of the events topic each
 * </pre>
 *
 * <p>Nothing here decides which generation serves. The trainer decides, from these events.
 */
@NullMarked
package io.lacuna.app.watch;

import org.jspecify.annotations.NullMarked;
