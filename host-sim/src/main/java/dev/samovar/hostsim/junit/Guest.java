package dev.samovar.hostsim.junit;

import dev.samovar.proxywasm.VmContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says where the guests of a test class's {@link FilterTest}s come from. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface Guest {

  /** The filter's class, with a constructor without parameters: the guest {@code jvm}. */
  Class<? extends VmContext> filter();

  /**
   * The compiled module, from the module's base directory: the guest {@code wasm}. Where it is
   * wanted and not there, the test fails. Empty for a filter that is not compiled.
   */
  String wasm() default "";
}
