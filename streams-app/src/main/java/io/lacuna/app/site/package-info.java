/**
 * What a running stream and a running trainer answer over HTTP: their pages, and the calls under {@code /api}. Of a stream, which
 * {@code openapi.json} describes:
 *
 * <pre>
 * GET  /                 the page
 * GET  /api/live         what the page shows, as server-sent events
 * GET  /api/generations  the generations of the models topic, and what this instance does with each
 * GET  /api/features     the features of the serving generation
 * GET  /api/scores       errors and coverage on hidden cells of recent records
 * POST /api/impute       fills records that are sent as JSON
 * POST /api/generations  promotes, rejects or rolls back; needs http.token
 * </pre>
 *
 * <p>A trainer has a page, {@code /api/live}, {@code /api/status} and {@code /api/generations}.
 *
 * <p>A call that cannot be answered throws {@link io.lacuna.app.site.CallRefusedException}; its status and words are the
 * answer.
 */
@NullMarked
package io.lacuna.app.site;

import org.jspecify.annotations.NullMarked;
