/**
 * The engine's state in the words of a real engine's {@code /metrics}. Depends on {@code engine};
 * one class per spelling.
 */
package dev.samovar.llmsim.metrics;
