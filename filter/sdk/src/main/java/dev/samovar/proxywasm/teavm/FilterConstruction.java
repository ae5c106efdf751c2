package dev.samovar.proxywasm.teavm;

import org.teavm.model.ClassHolder;
import org.teavm.model.ClassHolderTransformer;
import org.teavm.model.ClassHolderTransformerContext;
import org.teavm.model.ElementModifier;
import org.teavm.model.MethodHolder;
import org.teavm.model.emit.ProgramEmitter;

/**
 * Gives {@link Module#filter()} its body while the module is compiled: the constructor of the
 * filter that {@link WasmBuild} was asked to build. So a filter names no compiler, and the SDK no
 * filter.
 *
 * <p>{@code ServiceLoader} would do the same, but with this backend the collector never returns
 * from its first run once a service was loaded.
 */
public final class FilterConstruction implements ClassHolderTransformer {
  private static String filterClass;

  static void of(String className) {
    filterClass = className;
  }

  @Override
  public void transformClass(ClassHolder cls, ClassHolderTransformerContext context) {
    if (!cls.getName().equals(Module.class.getName())) {
      return;
    }
    for (MethodHolder method : cls.getMethods()) {
      if (method.getName().equals("filter")) {
        method.getModifiers().remove(ElementModifier.NATIVE);
        ProgramEmitter body = ProgramEmitter.create(method, context.getHierarchy());
        body.construct(filterClass).returnValue();
      }
    }
  }
}
