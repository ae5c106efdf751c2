/**
 * The metadata centre's load queries for the users of the Istio LLM filter, answered from what
 * proxies tell and from what its own clients post. Depends on {@code http} and {@code time}.
 */
package dev.samovar.agent.center;
