/**
 * The compiled module's border: imports, exports, the memory that the host writes to, and the build
 * step that calls the compiler. The one package that names TeaVM; depends on its interop
 * annotations and, for {@link dev.samovar.proxywasm.teavm.WasmBuild}, on its tooling.
 */
package dev.samovar.proxywasm.teavm;
