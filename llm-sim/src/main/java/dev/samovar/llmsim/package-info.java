/**
 * The simulated LLM server as a program ({@code Main}) and as an object for tests ({@code LlmSim}).
 * Puts the stages together; nothing below depends on it.
 */
package dev.samovar.llmsim;
