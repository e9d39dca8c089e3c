/**
 * The audit of a quiet pipeline from outside: every committed input record has exactly one outcome, imputed or dead
 * letter, each imputation has its latent code, order is kept, and the generation is the one it should be.
 *
 * <p>{@link io.lacuna.app.audit.OutcomeLedger} is the book-keeping and knows no Kafka; {@link
 * io.lacuna.app.audit.PipelineAudit} reads the topics into it.
 *
 * <pre>{@code
 * OutcomeLedger ledger = new OutcomeLedger();
 * ledger.input(0, 41);
 * ledger.imputed(0, 41, 0, 7, 0); // by generation 7
 * ledger.latent(0, 41, 0, 7, 0);
 * assert ledger.report().clean();
 * }</pre>
 */
@NullMarked
package io.lacuna.app.audit;

import org.jspecify.annotations.NullMarked;
