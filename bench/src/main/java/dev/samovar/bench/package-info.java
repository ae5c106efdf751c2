/**
 * Measures what filters cost in a real Envoy, side by side in one run, and writes what it measured.
 * It knows the filter as a file and its configuration as JSON; of the project's modules it sees
 * only {@code envoy}.
 */
package dev.samovar.bench;
