/**
 * Health, metrics and status over HTTP, by Jetty; on loopback by default. No request changes anything.
 *
 * <pre>
 * GET /health/live   200 while the process can do its work
 * GET /health/ready  200 when it does its work; otherwise 503 with the reasons, one per line
 * GET /metrics       Prometheus text format
 * GET /api/status    JSON
 * </pre>
 */
@NullMarked
package io.lacuna.app.web;

import org.jspecify.annotations.NullMarked;
