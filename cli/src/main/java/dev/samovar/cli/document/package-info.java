/** Files of YAML or JSON as trees with the paths in them. Depends on Jackson alone. */
package dev.samovar.cli.document;
