/**
 * Discrete-event simulation of a fleet: the same requests against the same replicas, once for each
 * policy. Depends on {@code core}, whose classes choose.
 */
package dev.samovar.cli.simulate;
