/** Kafka brokers in separate JVMs, which end with the process that started them. */
@NullMarked
package io.lacuna.sandbox.process;

import org.jspecify.annotations.NullMarked;
