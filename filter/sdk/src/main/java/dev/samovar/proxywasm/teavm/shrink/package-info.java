/**
 * Makes the compiler's module smaller and faster after the fact: reads its functions as trees,
 * rewrites the shapes that TeaVM's classic WebAssembly backend writes, and writes them again.
 * Depends on the JDK alone; {@link dev.samovar.proxywasm.teavm.shrink.Shrink} is the way in.
 */
package dev.samovar.proxywasm.teavm.shrink;
