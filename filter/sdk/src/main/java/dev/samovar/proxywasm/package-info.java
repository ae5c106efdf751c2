/**
 * A proxy-wasm guest SDK for Java: the host's calls, the contexts that a filter's author writes,
 * and the dispatcher between them.
 *
 * <p>Depends on the JDK alone; only {@code dev.samovar.proxywasm.teavm} names TeaVM. Knows nothing
 * of what a filter does. Follows proxy-wasm ABI 0.2.1.
 */
package dev.samovar.proxywasm;
