/**
 * Time as an argument: a monotonic clock and the timers that wait on it. Everything that happens
 * later in the simulator happens through these, so tests run it on a virtual clock. Depends on
 * nothing.
 */
package dev.samovar.llmsim.time;
