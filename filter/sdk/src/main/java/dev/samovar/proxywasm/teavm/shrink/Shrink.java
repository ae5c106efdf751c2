package dev.samovar.proxywasm.teavm.shrink;

/** Makes a module of the compiler smaller and faster; what it computes stays the same. */
public final class Shrink {
  private static final int MOST_ROUNDS = 10;

  private Shrink() {}

  /** The smaller module, or {@link UnknownShape} where it is not as the compiler writes one. */
  public static byte[] shrink(byte[] module) {
    ModuleParts parts = ModuleParts.read(module);
    Needed.rewrite(parts);
    GuestRuntime runtime = GuestRuntime.find(parts);
    Unwinding.rewrite(parts, runtime);
    Roots.rewrite(parts, runtime);
    parts.functions.forEach(Supertypes::rewrite);
    Initialisers.rewrite(parts, runtime);
    StackTop.rewrite(parts, runtime);
    Barriers.rewrite(parts);
    Offsets.rewrite(parts);
    PackedData.rewrite(parts);
    for (Function function : parts.functions) {
      tidy(function);
    }
    Duplicates.rewrite(parts);
    Inlining.rewrite(parts);
    parts.functions.forEach(Rotations::rewrite);
    // Once more, as addresses have come together since.
    parts.functions.forEach(Offsets::rewrite);
    Numbering.rewrite(parts);
    return parts.write();
  }

  static void tidy(Function function) {
    boolean changed = true;
    for (int i = 0; i < MOST_ROUNDS && changed; i++) {
      Tidy.rewrite(function);
      changed = Sinking.rewrite(function) | Liveness.rewrite(function);
      changed |= Coalescing.rewrite(function);
    }
    Tidy.rewrite(function);
    Locals.rewrite(function);
  }
}
