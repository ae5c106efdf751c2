/**
 * The agent's own metrics and their exposition. Label values come from fixed sets or from the
 * configuration, never from a client. Depends on the Prometheus client and {@code time}.
 */
package dev.samovar.agent.metrics;
