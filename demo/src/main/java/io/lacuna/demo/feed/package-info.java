/**
 * Where the demo's records come from: {@link io.lacuna.demo.feed.SensorNetwork} makes them up, {@link
 * io.lacuna.demo.feed.TableFeed} takes them from a table. Both know what is true.
 */
@NullMarked
package io.lacuna.demo.feed;

import org.jspecify.annotations.NullMarked;
