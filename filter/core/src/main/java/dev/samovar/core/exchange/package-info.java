/**
 * The exchange with the agent, as bytes: what goes up, what comes down, and what the VMs of one
 * proxy tell each other for it. docs/exchange.md is the contract. Depends on {@code fleet} and
 * {@code text}.
 */
package dev.samovar.core.exchange;
