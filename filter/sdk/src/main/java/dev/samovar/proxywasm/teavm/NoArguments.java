package dev.samovar.proxywasm.teavm;

import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.MethodHolder;
import org.teavm.model.ValueType;
import org.teavm.model.emit.ProgramEmitter;

/**
 * Takes the reading of a command line out of the module: a proxy never gives one, and to decode it
 * would bring in the charsets and float formatting, a twentieth of the module.
 */
public final class NoArguments implements ClassHolderTransformer {
  private static final String WASI = "org.teavm.backend.wasm.runtime.WasiSupport";
  private static final MethodDescriptor GET_ARGS =
      new MethodDescriptor("getArgs", ValueType.parse(String[].class));

  @Override
  public void transformClass(ClassHolder type, ClassHolderTransformerContext context) {
    if (!type.getName().equals(WASI)) {
      return;
    }
    MethodHolder method = type.getMethod(GET_ARGS);
    if (method == null) {
      throw new IllegalStateException(WASI + ": has no getArgs() any more");
    }
    ProgramEmitter body = ProgramEmitter.create(method, context.getHierarchy());
    body.constructArray(String.class, 0).returnValue();
  }
}
