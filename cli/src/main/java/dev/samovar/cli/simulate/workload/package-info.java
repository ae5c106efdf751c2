/**
 * The requests that a simulated fleet gets: chats, independent prompts, traces. Depends on {@code
 * engine}'s prompts and on {@code core}'s random numbers.
 */
package dev.samovar.cli.simulate.workload;
