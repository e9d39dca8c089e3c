/**
 * Relays: latent vectors that all records share.
 *
 * <p>In Relay VI's cluster form (appendix A, |B| = 1) a record belongs to one relay. Give each relay a linear decoder and a noise
 * of its own, and the posterior needs no optimizing: a {@link io.lacuna.internal.relay.RelayMixture} is a mixture of normals
 * whose components are the relays.
 */
@NullMarked
package io.lacuna.internal.relay;

import org.jspecify.annotations.NullMarked;
