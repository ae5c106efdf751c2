/**
 * What does not meet in a deployment: one small class for each group of rules, each finding with
 * its file, its path and the mend. Depends on {@code deployment}, {@code document} and the core's
 * configuration.
 */
package dev.samovar.cli.lint;
