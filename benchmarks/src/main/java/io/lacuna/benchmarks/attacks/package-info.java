/** Attacks on a running stream from every side: network, topics, registry, records, models, HTTP, command line. */
@NullMarked
package io.lacuna.benchmarks.attacks;

import org.jspecify.annotations.NullMarked;
