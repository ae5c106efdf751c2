/**
 * A proxy-wasm host for tests: the simulated proxy, its streams and callouts as objects, a virtual
 * clock, faults and assertions. Guests are the filter's Java classes or a compiled module.
 *
 * <p>Depends on the SDK's types, AssertJ and JUnit's API; knows nothing of what a filter does. The
 * semantics are those of proxy-wasm ABI 0.2.1 as Envoy serves them.
 */
package dev.samovar.hostsim;
