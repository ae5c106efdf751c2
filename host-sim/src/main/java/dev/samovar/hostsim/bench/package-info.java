/** How fast the simulator is: figures, not tests. */
package dev.samovar.hostsim.bench;
