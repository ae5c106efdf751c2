/**
 * The agent's log: one JSON object a line, or text, on standard output, with credentials masked at
 * the last moment. Set up in code, because reading Logback's XML would double the start-up time.
 * Depends on Logback and {@code config} (for masking).
 */
package dev.samovar.agent.log;
