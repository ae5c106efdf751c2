package dev.samovar.proxywasm.teavm.shrink;

/** A module, or a part of it, is not as the compiler writes it; so it is not rewritten. */
public final class UnknownShape extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownShape(String what) {
    super(what);
  }
}
