/**
 * JUnit 5: a test that runs once per guest, and prints what happened when it fails.
 *
 * <p>May depend on the simulator and JUnit's API alone.
 */
package dev.samovar.hostsim.junit;
