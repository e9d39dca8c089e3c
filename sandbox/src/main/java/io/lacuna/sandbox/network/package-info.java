/** A network that fails on demand, between a client and a service on this machine. */
@NullMarked
package io.lacuna.sandbox.network;

import org.jspecify.annotations.NullMarked;
