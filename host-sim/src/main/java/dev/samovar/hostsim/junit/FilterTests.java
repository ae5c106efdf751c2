package dev.samovar.hostsim.junit;

import dev.samovar.hostsim.FaultError;
import dev.samovar.hostsim.GuestModule;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.proxywasm.VmContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs a {@link FilterTest} once for each guest that is wanted. */
public final class FilterTests implements TestTemplateInvocationContextProvider {
  /** The tag of all filter tests. */
  public static final String TAG = "filter-test";

  /** The system property that chooses the guests. */
  public static final String GUESTS = "hostsim.guests";

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Class<?> test = context.getRequiredTestClass();
    Guest guest = find(test);
    List<TestTemplateInvocationContext> runs = new ArrayList<>();
    for (String name : System.getProperty(GUESTS, "jvm,wasm").split(",")) {
      switch (name.trim()) {
        case "jvm" -> runs.add(new Run("jvm", () -> Guests.jvm(() -> create(guest.filter()))));
        case "wasm" -> {
          if (!guest.wasm().isEmpty()) {
            runs.add(new Run("wasm", () -> module(context, guest.wasm())));
          }
        }
        default ->
            throw new IllegalArgumentException(
                GUESTS + ": must be jvm, wasm or jvm,wasm, was " + name);
      }
    }
    if (runs.isEmpty()) {
      throw new IllegalStateException(
          test.getName() + ": @Guest names no wasm, and " + GUESTS + " asks for nothing else");
    }
    return runs.stream();
  }

  /** Translating a module takes longer than most tests: once a run of JUnit. */
  private static GuestModule module(ExtensionContext context, String file) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(FilterTests.class))
        .getOrComputeIfAbsent(file, key -> Guests.wasm(Path.of(key)), GuestModule.class);
  }

  private static Guest find(Class<?> test) {
    for (Class<?> at = test; at != null; at = at.getEnclosingClass()) {
      Guest guest = at.getAnnotation(Guest.class);
      if (guest != null) {
        return guest;
      }
    }
    throw new IllegalStateException(test.getName() + ": @FilterTest needs @Guest on the class");
  }

  private static VmContext create(Class<? extends VmContext> type) {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + ": cannot be made without parameters", e);
    }
  }

  private interface Source {
    GuestModule get();
  }

  private record Run(String name, Source source) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return "[" + name + "]";
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Injection(source));
    }
  }

  /**
   * Gives the guest to the test; shows what its simulators did when the test fails, and closes
   * those that the test left open, so that their faults fail it.
   */
  private static final class Injection implements ParameterResolver, AfterTestExecutionCallback {
    private final Source source;
    private final List<HostSimBuilder> builders = new ArrayList<>();

    private Injection(Source source) {
      this.source = source;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == HostSimBuilder.class || type == GuestModule.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      if (parameter.getParameter().getType() == GuestModule.class) {
        return source.get();
      }
      HostSimBuilder builder = HostSim.builder().guest(source.get());
      builders.add(builder);
      return builder;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
      boolean failed = context.getExecutionException().isPresent();
      FaultError error = null;
      for (HostSimBuilder builder : builders) {
        for (HostSim sim : builder.built()) {
          if (failed) {
            System.err.println(context.getDisplayName() + " transcript:\n" + sim.transcript());
            continue;
          }
          try {
            sim.close();
          } catch (FaultError e) {
            error = error == null ? e : error;
          }
        }
      }
      if (error != null) {
        throw error;
      }
    }
  }
}
