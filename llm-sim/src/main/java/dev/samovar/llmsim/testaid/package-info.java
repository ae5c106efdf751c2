/**
 * What tests ask of the simulator beside answers: what it saw last, what it saw before, and knobs
 * that make it misbehave. Depends on {@code http} for headers and {@code openai} for JSON.
 */
package dev.samovar.llmsim.testaid;
