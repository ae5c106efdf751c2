package dev.samovar.bench.pauses;

import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.Instruction;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.ValueType;
import org.teavm.model.instructions.ExitInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.vm.spi.TeaVMHost;
import org.teavm.vm.spi.TeaVMPlugin;

/**
 * Lets the compiler call the {@link CollectorClock} where the collector of TeaVM 0.13.1 begins and
 * ends. The compiler finds it on the class path of every module that is built here, so it does
 * nothing unless the property {@value #PROPERTY} is set.
 */
public final class CollectorHooks implements TeaVMPlugin, ClassHolderTransformer {
  static final String PROPERTY = "samovar.bench.pauses";

  private static final String GC = "org.teavm.runtime.GC";
  private static final String COLLECT = "doCollectGarbage";

  @Override
  public void install(TeaVMHost host) {
    if (Boolean.getBoolean(PROPERTY)) {
      host.add(this);
    }
  }

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    if (!type.getName().equals(GC)) {
      return;
    }
    MethodHolder method = type.getMethod(new MethodDescriptor(COLLECT, ValueType.VOID));
    if (method == null || method.getProgram() == null) {
      throw new IllegalStateException(GC + ": has no " + COLLECT + "() any more");
    }
    for (BasicBlock block : method.getProgram().getBasicBlocks()) {
      Instruction last = block.getLastInstruction();
      if (last instanceof ExitInstruction) {
        last.insertPrevious(call("end", last));
      }
    }
    Instruction first = method.getProgram().basicBlockAt(0).getFirstInstruction();
    first.insertPrevious(call("begin", first));
  }

  private static InvokeInstruction call(String method, Instruction at) {
    InvokeInstruction call = new InvokeInstruction();
    call.setType(InvocationType.SPECIAL);
    call.setMethod(new MethodReference(CollectorClock.class, method, void.class));
    call.setLocation(at.getLocation());
    return call;
  }
}
