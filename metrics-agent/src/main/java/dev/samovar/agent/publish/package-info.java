/**
 * The last stage: one round trip a round with the store, and the load of each provider in it.
 * Depends on {@code snapshot}, {@code map}, {@code store}, {@code time}.
 */
package dev.samovar.agent.publish;
