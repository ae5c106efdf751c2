/**
 * The same scenarios on the simulator and on a real Envoy: what the filter saw, what went upstream
 * and what the client got must be equal.
 */
package dev.samovar.hostsim.compare;
