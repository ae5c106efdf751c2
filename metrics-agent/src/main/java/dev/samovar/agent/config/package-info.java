/**
 * The agent's configuration: records for what it says, a reader that reports every error at once
 * with its path, and the layers flag, environment, file, default. Depends on Jackson and, for
 * mappings of one's own, on {@code map}.
 */
package dev.samovar.agent.config;
