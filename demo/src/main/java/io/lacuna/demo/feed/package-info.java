/**
 * The sources of the demo's records: {@link io.lacuna.demo.feed.SensorNetwork} simulates them, {@link
 * io.lacuna.demo.feed.TableFeed} takes them from a table. Both know the true values of the cells that they hide.
 */
@NullMarked
package io.lacuna.demo.feed;

import org.jspecify.annotations.NullMarked;
