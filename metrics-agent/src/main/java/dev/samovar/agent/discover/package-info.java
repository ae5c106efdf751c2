/**
 * Finds the targets of each provider and says when they change. What cannot be asked keeps its last
 * answer. Depends on {@code config}, {@code map}, {@code scrape} for what a target is, Jackson for
 * files and Netty's resolver for DNS.
 */
package dev.samovar.agent.discover;
