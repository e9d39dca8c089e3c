/**
 * What streams say of their readiness, compared with what the brokers say is committed. The fault suite and the attacks use
 * it.
 */
@NullMarked
package io.lacuna.benchmarks.readiness;

import org.jspecify.annotations.NullMarked;
