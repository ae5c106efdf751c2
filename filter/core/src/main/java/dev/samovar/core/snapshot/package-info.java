/**
 * What is known of the providers at one moment: the loads that the agent read, and what this proxy
 * saw itself. Depends on {@code json}.
 */
package dev.samovar.core.snapshot;
