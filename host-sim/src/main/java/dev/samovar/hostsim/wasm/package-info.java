/**
 * Compiled modules as guests: loading and its errors, the imports of the ABI and of WASI over the
 * simulated proxy, and bounds of time and memory.
 *
 * <p>The only package that names the wasm runtime.
 */
package dev.samovar.hostsim.wasm;
