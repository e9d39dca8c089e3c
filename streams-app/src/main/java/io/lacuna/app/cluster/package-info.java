/**
 * What is asked of brokers and registry when a stream or trainer starts: are the topics there, do their settings hold the promise,
 * which fields will be filled.
 */
@NullMarked
package io.lacuna.app.cluster;

import org.jspecify.annotations.NullMarked;
