/** The command line of the tools; each command has a package of its own. */
package dev.samovar.cli;
