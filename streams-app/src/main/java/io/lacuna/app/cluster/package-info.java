/**
 * Asks brokers and registry when a stream or trainer starts: whether the topics exist, whether their settings keep the
 * guarantees, which fields will be filled.
 */
@NullMarked
package io.lacuna.app.cluster;

import org.jspecify.annotations.NullMarked;
