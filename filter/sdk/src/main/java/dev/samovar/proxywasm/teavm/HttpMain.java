package dev.samovar.proxywasm.teavm;

/** The class that the compiler starts from for a filter that has to do with HTTP alone. */
public final class HttpMain {
  private HttpMain() {}

  /** Never called in a proxy. */
  public static void main(String[] arguments) {
    Exports.reach();
  }
}
