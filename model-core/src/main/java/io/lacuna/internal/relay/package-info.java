/**
 * Relays: latent vectors that all records share.
 *
 * <p>In Relay VI's cluster form (appendix A, |B| = 1) a record belongs to one relay. If each relay has its own linear
 * decoder and noise, the posterior needs no optimizer: it is that of a mixture of normals whose components are the
 * relays. {@link io.lacuna.internal.relay.RelayMixture} holds such a mixture with full covariances, {@link
 * io.lacuna.internal.relay.LowRankRelays} with low-rank ones for wide records. {@link
 * io.lacuna.internal.relay.RelayGroups} holds the relays of Relay VI itself, which needs a search. {@link
 * io.lacuna.internal.relay.RankNormal} maps values to normal scores and back.
 */
@NullMarked
package io.lacuna.internal.relay;

import org.jspecify.annotations.NullMarked;
