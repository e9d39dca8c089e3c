/**
 * Enrichment: a record is filled with what the newest record of its key in another topic says, its partner. Each such topic is
 * a global store in every instance, or a store with a changelog in each task; {@code PartnerProcessor} writes it, and {@code
 * PartnerTables} looks partners up and names their positions, so that an audit can fill a record with the same ones.
 */
@NullMarked
package io.lacuna.internal.partner;

import org.jspecify.annotations.NullMarked;
