/**
 * A filter that decides again and again on request, to measure the decision alone in the wasm. It
 * is compiled to {@code target/decision.wasm} and depends on {@code core} and {@code proxywasm}
 * only.
 */
package dev.samovar.bench.decision;
