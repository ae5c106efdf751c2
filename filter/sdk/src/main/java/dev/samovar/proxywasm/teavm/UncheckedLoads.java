package dev.samovar.proxywasm.teavm;

import org.teavm.interop.Address;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.Variable;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;

/**
 * Makes one load instruction of each call of the two methods of a class that read bytes of an
 * array: {@code static long at(byte[], int)}, eight of them, the first one lowest, and {@code
 * static int byteAt(byte[], int)}, one with its sign. In plain Java they are right everywhere; in
 * the module they check neither {@code null} nor bounds, which is for their callers to do.
 *
 * <p>The calls are replaced, not the methods, since the compiler inlines nothing into a method that
 * is as long as a scanner. The class is named by the filter's build, so that what it compiles needs
 * no compiler.
 */
public final class UncheckedLoads implements ClassHolderTransformer {
  private static final MethodReference OF_DATA =
      new MethodReference(Address.class, "ofData", byte[].class, Address.class);
  private static final MethodReference ADD =
      new MethodReference(Address.class, "add", int.class, Address.class);
  private static final MethodReference GET_LONG =
      new MethodReference(Address.class, "getLong", long.class);
  private static final MethodReference GET_BYTE =
      new MethodReference(Address.class, "getByte", byte.class);

  private static MethodReference at;
  private static MethodReference byteAt;

  /** The class, or {@code null} where there is none. */
  static void of(Class<?> loads) {
    at = loads == null ? null : reference(loads, "at", long.class);
    byteAt = loads == null ? null : reference(loads, "byteAt", int.class);
  }

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    if (at == null || type.getName().startsWith("java.")) {
      return;
    }
    for (MethodHolder method : type.getMethods()) {
      Program program = method.getProgram();
      if (program == null) {
        continue;
      }
      for (BasicBlock block : program.getBasicBlocks()) {
        for (Instruction instruction : block) {
          if (instruction instanceof InvokeInstruction call) {
            replace(program, call);
          }
        }
      }
    }
  }

  private static void replace(Program program, InvokeInstruction call) {
    MethodReference get =
        call.getMethod().equals(at) ? GET_LONG : call.getMethod().equals(byteAt) ? GET_BYTE : null;
    if (get == null) {
      return;
    }
    Variable start = program.createVariable();
    before(call, InvocationType.SPECIAL, OF_DATA, null, call.getArguments().get(0), start);
    Variable place = program.createVariable();
    before(call, InvocationType.VIRTUAL, ADD, start, call.getArguments().get(1), place);
    before(call, InvocationType.VIRTUAL, get, place, null, call.getReceiver());
    call.delete();
  }

  private static void before(
      InvokeInstruction call,
      InvocationType type,
      MethodReference method,
      Variable instance,
      Variable argument,
      Variable receiver) {
    InvokeInstruction out = new InvokeInstruction();
    out.setType(type);
    out.setMethod(method);
    out.setInstance(instance);
    if (argument != null) {
      out.setArguments(argument);
    }
    out.setReceiver(receiver);
    out.setLocation(call.getLocation());
    call.insertPrevious(out);
  }

  private static MethodReference reference(Class<?> loads, String name, Class<?> result) {
    try {
      if (loads.getMethod(name, byte[].class, int.class).getReturnType() == result) {
        return new MethodReference(loads, name, byte[].class, int.class, result);
      }
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(wrong(loads, name, result), e);
    }
    throw new IllegalArgumentException(wrong(loads, name, result));
  }

  private static String wrong(Class<?> loads, String name, Class<?> result) {
    return loads.getName() + ": has no public " + result + " " + name + "(byte[], int)";
  }
}
