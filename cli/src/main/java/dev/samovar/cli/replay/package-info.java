/**
 * Decisions out of a filter's log, made again. Depends on the core, on the simulated host for
 * running the compiled filter and, for reading a configuration with another policy, on {@code
 * explain}'s question.
 */
package dev.samovar.cli.replay;
