/**
 * The HTTP server, by Jetty; on loopback by default. It knows pages, calls and their limits, and nothing of what they tell: {@code
 * io.lacuna.app.site} does.
 *
 * <pre>
 * GET /health/live   200 while the process can do its work
 * GET /health/ready  200 when it does its work; otherwise 503 with the reasons, one per line
 * GET /metrics       Prometheus text format
 * </pre>
 */
@NullMarked
package io.lacuna.app.web;

import org.jspecify.annotations.NullMarked;
