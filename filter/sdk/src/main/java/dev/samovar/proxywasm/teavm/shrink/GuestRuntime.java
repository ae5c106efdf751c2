package dev.samovar.proxywasm.teavm.shrink;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the compiled runtime keeps its stack of frames and throws its exceptions, found by shape,
 * as the module has no names. A frame is a word for the call-site id, the roots, and their number;
 * {@code org.teavm.runtime.ExceptionHandling} walks the frames, looks each id up in a table of
 * descriptors, and adds to the word what the function is to do: 1 to leave, 2 + n for its n-th
 * handler.
 */
final class GuestRuntime {
  private static final Pattern ALLOCATE =
      Shape.pattern(
          "(block (set 1 (add (load 0 (const #)) (const 4)))"
              + " (set 2 (add (get 1) (add (shl (get 0) (const 2)) (const 4))))"
              + " (store 0 (get 2) (get 0)) (store 0 (const #) (get 2)) (get 1))");
  private static final Pattern THROW =
      Shape.pattern(
          "(block (store 0 (const #) (get 0)) ..."
              + " (load 0 (add (const #) (mul (get #) (const 8))))..."
              + " (if (ne (get #) (const 0)) (block (store 0 (const #) (get #)))"
              + " (block ... (unreachable))))");
  private static final Pattern THROWER =
      Shape.pattern("(block (set 0 (call # (const #))) (call # (get 0)) (call # (get 0)))");
  private static final Pattern CATCH =
      Shape.pattern("(block (set 0 (load 0 (const #))) (store 0 (const #) (const 0)) (get 0))");

  /** Makes a frame of so many roots and answers its address. */
  Function allocate;

  /** Throws its argument: marks the frames, or ends in a trap. */
  Function thrower;

  /** Answers the exception that a handler caught. */
  Function catcher;

  /** The functions without arguments that make and throw an exception. */
  final Set<Integer> throwers = new HashSet<>();

  /** The word that holds the top of the stack. */
  int stack;

  /** The first descriptor. */
  int table;

  private GuestRuntime() {}

  static GuestRuntime find(ModuleParts module) {
    GuestRuntime out = new GuestRuntime();
    int exception = 0;
    for (Function function : module.functions) {
      String text = Shape.text(function.body);
      Matcher allocate = ALLOCATE.matcher(text);
      if (allocate.matches()) {
        out.allocate = once(out.allocate, function);
        out.stack = Integer.parseInt(allocate.group(1));
      }
      Matcher thrown = THROW.matcher(text);
      if (thrown.matches()) {
        out.thrower = once(out.thrower, function);
        exception = Integer.parseInt(thrown.group(1));
        out.table = Integer.parseInt(thrown.group(2));
      }
    }
    for (Function function : module.functions) {
      String text = Shape.text(function.body);
      Matcher thrower = THROWER.matcher(text);
      boolean throwsIt = thrower.matches() && out.thrower != null;
      if (throwsIt && Integer.parseInt(thrower.group(4)) == out.thrower.index) {
        out.throwers.add(function.index);
      }
      Matcher caught = CATCH.matcher(text);
      if (caught.matches() && Integer.parseInt(caught.group(1)) == exception) {
        out.catcher = once(out.catcher, function);
      }
    }
    if (out.allocate == null || out.thrower == null || out.catcher == null) {
      throw new UnknownShape("no runtime of the compiler");
    }
    return out;
  }

  /** One of which nothing is known but how frames are made. */
  static GuestRuntime of(Function allocate) {
    GuestRuntime out = new GuestRuntime();
    out.allocate = allocate;
    return out;
  }

  boolean throwsAlways(Node node) {
    return node.is(Op.CALL) && (node.value == thrower.index || throwers.contains((int) node.value));
  }

  private static Function once(Function before, Function function) {
    if (before != null) {
      throw new UnknownShape("two functions of one shape");
    }
    return function;
  }
}
