/**
 * What tests ask of the simulator beside answers: what it saw last, what it saw before, and knobs
 * that make it misbehave. Depends on {@code http} for headers, {@code openai} for JSON and {@code
 * engine} for the load that a knob orders.
 */
package dev.samovar.llmsim.testaid;
