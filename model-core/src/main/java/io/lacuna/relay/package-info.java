/** Relays: latent vectors that all records share, as groups with selection (Relay VI) and as a mixture's components. */
@NullMarked
package io.lacuna.relay;

import org.jspecify.annotations.NullMarked;
