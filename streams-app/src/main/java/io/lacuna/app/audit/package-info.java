/**
 * Audits an idle pipeline from its topics: every committed input record has exactly one outcome, imputed or dead
 * letter, each imputation has its latent code, the order is right, and the generation is the right one.
 *
 * <p>{@link io.lacuna.app.audit.OutcomeLedger} compares and does not depend on Kafka; {@link
 * io.lacuna.app.audit.PipelineAudit} reads the topics into it.
 *
 * <pre>{@code
 * OutcomeLedger ledger = new OutcomeLedger();
 * Place place = new Place("sensors", 0, 41);
 * ledger.input(place);
 * ledger.imputed(place, 0, 7, 0); // by generation 7
 * ledger.latent(place, 0, 7, 0);
 * assert ledger.report().clean();
 * }</pre>
 */
@NullMarked
package io.lacuna.app.audit;

import org.jspecify.annotations.NullMarked;
