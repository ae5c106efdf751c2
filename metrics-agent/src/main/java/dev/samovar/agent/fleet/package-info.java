/**
 * Several agents on one store: who is alive, and who does what. No agent leads; each reaches the
 * same answer from the same list. Depends on {@code store} and {@code time}.
 */
package dev.samovar.agent.fleet;
