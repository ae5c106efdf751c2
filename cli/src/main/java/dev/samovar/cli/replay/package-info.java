/**
 * Decisions out of a filter's log, made again. Depends on the core and, for reading a configuration
 * with another policy, on {@code explain}'s question.
 */
package dev.samovar.cli.replay;
