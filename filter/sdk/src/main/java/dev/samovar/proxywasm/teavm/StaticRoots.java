package dev.samovar.proxywasm.teavm;

import org.teavm.interop.Address;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.ValueType;
import org.teavm.model.instructions.IntegerConstantInstruction;
import org.teavm.model.instructions.InvokeInstruction;

/**
 * Lets the collector read the list of static fields where the compiler writes it: the number of
 * fields takes eight bytes, and the collector of TeaVM 0.13.1 skips only four of them.
 *
 * <p>Without this it takes the upper half of the number for the first field and never comes to the
 * last one. What that field alone refers to is freed, or moved while the field still points to the
 * old place; a later collection that follows the pointer may never return. Which field is the last
 * one differs from build to build.
 */
public final class StaticRoots implements ClassHolderTransformer {
  /** Bytes of the number before the first field. */
  static final int NUMBER_BYTES = 8;

  private static final String GC = "org.teavm.runtime.GC";
  private static final MethodReference LIST =
      new MethodReference(
          "org.teavm.runtime.Mutator", "getStaticGCRoots", ValueType.parse(Address.class));
  private static final MethodReference SIZE_OF =
      new MethodReference(Address.class, "sizeOf", int.class);
  private static final MethodReference ADD =
      new MethodReference(Address.class, "add", int.class, Address.class);

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    if (type.getName().equals(GC)) {
      skipNumber(type, "markFromStaticFields");
      skipNumber(type, "updatePointersFromStaticRoots");
    }
  }

  private static void skipNumber(ClassHolder type, String name) {
    MethodHolder method = type.getMethod(new MethodDescriptor(name, ValueType.VOID));
    InvokeInstruction size = method == null ? null : skip(method);
    if (size == null) {
      throw new IllegalStateException(GC + ": " + name + "() does not read the list any more");
    }
    IntegerConstantInstruction bytes = new IntegerConstantInstruction();
    bytes.setConstant(NUMBER_BYTES);
    bytes.setReceiver(size.getReceiver());
    bytes.setLocation(size.getLocation());
    size.replace(bytes);
  }

  /** The {@code sizeOf()} that is added to the list's address first, or null. */
  private static InvokeInstruction skip(MethodHolder method) {
    boolean listed = false;
    InvokeInstruction size = null;
    for (BasicBlock block : method.getProgram().getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (!(instruction instanceof InvokeInstruction call)) {
          continue;
        }
        if (call.getMethod().equals(LIST)) {
          listed = true;
        } else if (listed && call.getMethod().equals(SIZE_OF)) {
          size = call;
        } else if (listed && call.getMethod().equals(ADD)) {
          return size != null && call.getArguments().get(0) == size.getReceiver() ? size : null;
        }
      }
    }
    return null;
  }
}
