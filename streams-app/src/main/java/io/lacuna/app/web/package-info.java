/**
 * Health, metrics and status over HTTP, on the JDK's own server; on loopback unless told otherwise. Nothing here changes
 * anything.
 *
 * <pre>
 * GET /health/live   200 while the process can do its work
 * GET /health/ready  200 when it does; 503 with the reasons, one a line, while it does not
 * GET /metrics       Prometheus' text
 * GET /api/status    JSON
 * </pre>
 */
@NullMarked
package io.lacuna.app.web;

import org.jspecify.annotations.NullMarked;
