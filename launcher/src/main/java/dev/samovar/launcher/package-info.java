/**
 * What {@code ./samovar} runs: Envoy with the filter, the agent, Redis and a simulated LLM server a
 * provider, each a child process, started, watched and ended together. May depend on the core's
 * configuration reader, on the Envoy module, and on picocli and Jackson.
 */
package dev.samovar.launcher;
