/**
 * The decision that the filter would make for one request, on a laptop: the core's classes over a
 * snapshot out of a file. Depends on {@code document}, {@code deployment}, the core and Jackson.
 */
package dev.samovar.cli.explain;
