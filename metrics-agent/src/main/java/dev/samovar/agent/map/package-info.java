/**
 * Samples to signals. What an engine calls its signals is data ({@code engines.yaml}); a signal
 * that is not there is unknown, never zero. Depends on {@code parse} and, for its data, on Jackson.
 */
package dev.samovar.agent.map;
