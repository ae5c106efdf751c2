/**
 * Whoever chooses: {@code core}'s classes as workers, gateways and pickers run them, what reaches
 * them by scrapes and exchanges, and the all-knowing choice. Depends on {@code engine}, {@code
 * workload} and {@code core}.
 */
package dev.samovar.cli.simulate.gateway;
