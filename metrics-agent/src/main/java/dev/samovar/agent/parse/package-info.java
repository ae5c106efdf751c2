/**
 * Bytes of Prometheus' text format to samples: streaming, and only for the names that are wanted.
 * Depends on nothing.
 */
package dev.samovar.agent.parse;
