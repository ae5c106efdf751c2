/**
 * The exchange between filters and the agent: its wire format (docs/exchange.md is the contract),
 * what filters said, and what they are told. Depends on {@code snapshot}, {@code store}, {@code
 * http} for the endpoint, {@code metrics}, {@code time} and Jackson.
 */
package dev.samovar.agent.exchange;
