package dev.samovar.hostsim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.hostsim.FaultError;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.probe.Probe;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The extension as JUnit calls it, around tests that forget something. */
class FilterTestsTest {

  @Guest(filter = Probe.class)
  static final class Example {
    private Example() {}

    static void test(HostSimBuilder builder) {
      builder.build();
    }
  }

  private final ExtensionContext context =
      proxy(
          ExtensionContext.class,
          Map.of(
              "getRequiredTestClass",
              Example.class,
              "getExecutionException",
              Optional.empty(),
              "getDisplayName",
              "example"));
  private final Object injection =
      new FilterTests()
          .provideTestTemplateInvocationContexts(context)
          .findFirst()
          .orElseThrow()
          .getAdditionalExtensions()
          .get(0);

  private HostSimBuilder builder() throws ReflectiveOperationException {
    Parameter parameter =
        Example.class.getDeclaredMethod("test", HostSimBuilder.class).getParameters()[0];
    ParameterContext asked = proxy(ParameterContext.class, Map.of("getParameter", parameter));
    return (HostSimBuilder) ((ParameterResolver) injection).resolveParameter(asked, context);
  }

  private void endTest() throws Exception {
    ((AfterTestExecutionCallback) injection).afterTestExecution(context);
  }

  @Test
  void simulatorThatIsLeftOpenFailsTheTestForItsFaults() throws Exception {
    HostSim sim = builder().build();
    sim.request("GET", "/", "x-script", "rh=throw").send();
    assertThatThrownBy(this::endTest)
        .isInstanceOf(FaultError.class)
        .hasMessageContaining("EXCEPTION: proxy_on_request_headers: context 2");
    assertThatCode(sim::close).doesNotThrowAnyException();
  }

  @Test
  void everyOpenSimulatorIsClosedThoughTheFirstHasFaults() throws Exception {
    HostSimBuilder builder = builder();
    builder.build().request("GET", "/", "x-script", "rh=throw").send();
    HostSim second = builder.build();
    assertThatThrownBy(this::endTest).isInstanceOf(FaultError.class);
    assertThat(second.workers().get(0).liveContexts()).isZero();
  }

  @Test
  void simulatorWithoutFaultsFailsNothing() throws Exception {
    builder().build().request("GET", "/").send();
    assertThatCode(this::endTest).doesNotThrowAnyException();
  }

  private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (!answers.containsKey(method.getName())) {
                throw new UnsupportedOperationException(method.getName());
              }
              return answers.get(method.getName());
            }));
  }
}
