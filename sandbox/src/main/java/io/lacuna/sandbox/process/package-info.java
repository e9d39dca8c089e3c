/**
 * Kafka brokers in JVMs of their own, which end with whoever started them.
 */
@NullMarked
package io.lacuna.sandbox.process;

import org.jspecify.annotations.NullMarked;
