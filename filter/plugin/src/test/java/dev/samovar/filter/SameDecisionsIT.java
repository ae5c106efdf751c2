package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.LogLine;
import dev.samovar.proxywasm.teavm.WasmBuild;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand random cases of every policy are decided in the compiled and shrunk module as on the
 * JVM, bit by bit.
 *
 * <p>The cases are classes of core's tests, which a built core does not carry: they are compiled
 * here, beside a filter that runs a part of them at each tick.
 */
class SameDecisionsIT {
  private static final int PARTS = 100;
  private static final int CASES = 100;
  private static final Path CORE = Path.of("../core/src/test/java/dev/samovar/core/policy");

  private static final String GUEST =
      """
      package dev.samovar.filter;

      import dev.samovar.core.policy.PolicyCases;
      import dev.samovar.core.text.Utf8;
      import dev.samovar.proxywasm.Host;
      import dev.samovar.proxywasm.LogLevel;
      import dev.samovar.proxywasm.RootContext;
      import dev.samovar.proxywasm.VmContext;

      public final class CasesGuest implements VmContext {
        @Override
        public RootContext createRootContext(Host host) {
          return new Root(host);
        }

        static final class Root extends RootContext {
          private final PolicyCases cases = new PolicyCases();
          private int part;

          Root(Host host) {
            super(host);
          }

          @Override
          public boolean onConfigure(int size) {
            host().setTickPeriod(10);
            return true;
          }

          @Override
          public void onTick() {
            if (part < PARTS) {
              long digest = cases.digest(CASES * part++, CASES);
              host().log(LogLevel.INFO, Utf8.encode("digest " + digest));
            }
          }
        }
      }
      """
          .replace("PARTS", "" + PARTS)
          .replace("CASES", "" + CASES);

  @Test
  void everyCaseIsDecidedInTheModuleAsOnTheJvm(@TempDir Path directory) throws Exception {
    compileCases(directory);
    Path module = directory.resolve("cases.wasm");
    WasmBuild.main(
        new String[] {
          module.toString(),
          "dev.samovar.filter.CasesGuest",
          "16",
          "http",
          "dev.samovar.core.text.Words"
        });
    List<String> inModule = new ArrayList<>();
    try (HostSim sim = HostSim.builder().guest(Guests.wasm(module)).build()) {
      sim.advance(Duration.ofMillis(10L * (PARTS + 5)));
      for (LogLine line : sim.logs()) {
        inModule.add(line.message());
      }
    }
    Class<?> type = Class.forName("dev.samovar.core.policy.PolicyCases");
    Object cases = type.getDeclaredConstructor().newInstance();
    Method digest = type.getMethod("digest", int.class, int.class);
    List<String> onJvm = new ArrayList<>();
    for (int part = 0; part < PARTS; part++) {
      onJvm.add("digest " + digest.invoke(cases, CASES * part, CASES));
    }
    assertThat(onJvm).hasSize(PARTS).doesNotHaveDuplicates();
    assertThat(inModule).isEqualTo(onJvm);
  }

  /** Beside this class, where the module's compiler finds them. */
  private static void compileCases(Path directory) throws Exception {
    Path guest = Files.writeString(directory.resolve("CasesGuest.java"), GUEST);
    Path own =
        Path.of(SameDecisionsIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                own.toString(),
                "-classpath",
                classPath(),
                guest.toString(),
                CORE.resolve("PolicyCases.java").toString(),
                CORE.resolve("RandomFleet.java").toString());
    assertThat(result).isZero();
  }

  /** Where core and the guest kit lie; the runner's own class path may be one jar of references. */
  private static String classPath() throws Exception {
    List<String> out = new ArrayList<>();
    for (String name :
        new String[] {"dev.samovar.core.policy.Policies", "dev.samovar.proxywasm.VmContext"}) {
      out.add(
          Path.of(Class.forName(name).getProtectionDomain().getCodeSource().getLocation().toURI())
              .toString());
    }
    return String.join(java.io.File.pathSeparator, out);
  }
}
