package dev.samovar.proxywasm.teavm;

/**
 * The class that the compiler starts from. Envoy calls {@code _initialize} and never this; it is
 * here so that the exports are reachable.
 */
public final class Main {
  private Main() {}

  /** Never called in a proxy. */
  public static void main(String[] arguments) {
    Exports.reach();
    OtherExports.reach();
  }
}
