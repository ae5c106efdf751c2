package dev.samovar.hostsim.wasm;

/**
 * One function that the host serves.
 *
 * @param module {@code env} or WASI's
 * @param name the function's
 * @param parameters one letter each: {@code i} for i32, {@code l} for i64
 * @param returns whether it answers an i32
 * @param body the call
 */
record Import(String module, String name, String parameters, boolean returns, Body body) {

  /** What a function does with its raw arguments. */
  @FunctionalInterface
  interface Body {
    int call(long[] arguments);
  }
}
