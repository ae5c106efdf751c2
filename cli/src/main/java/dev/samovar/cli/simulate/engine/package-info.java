/**
 * Virtual time and the engines in it: batches, KV blocks, prefix caches. Depends on the JDK alone;
 * knows nothing of gateways and policies.
 */
package dev.samovar.cli.simulate.engine;
