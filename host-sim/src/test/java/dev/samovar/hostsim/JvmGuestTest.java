package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The classes as a guest, without the JUnit extension. */
class JvmGuestTest {

  @Test
  void calloutAnswerRewritesTheHeldBody() {
    try (HostSim sim =
        HostSim.builder()
            .guest(Guests.jvm(EchoFilter::new))
            .routes(headers -> headers.contains("x-choice") ? "b" : "a")
            .build()) {
      sim.onCallout("agent", call -> Answer.json("qianwen"));
      try (Stream stream = sim.request("POST", "/v1/chat", "a", "b").body("hello").send()) {
        assertThat(stream)
            .reachedUpstream()
            .withHeader("x-choice", "qianwen")
            .withBody("<qianwen 5>")
            .completely()
            .routedTo("b");
        stream.reply(200, "hi", "x-y", "z");
        assertThat(stream).answered(200).withBody("hi").completely();
      }
    }
  }

  @Test
  void callbackThatHangsIsToldAndInterrupted() {
    java.io.PrintStream before = System.err;
    java.io.ByteArrayOutputStream told = new java.io.ByteArrayOutputStream();
    System.setErr(new java.io.PrintStream(told, true));
    try (HostSim sim =
        HostSim.builder()
            .guest(Guests.jvm(() -> host -> new Hanging(host)))
            .limits(new Limits(java.time.Duration.ofMillis(100), 1 << 20, 0))
            .build()) {
      sim.worker(1).foreignFunction(1, new byte[0]);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    } finally {
      System.setErr(before);
    }
    assertThat(told.toString())
        .startsWith("proxy_on_foreign_function: runs for longer than 100 ms, in\n")
        .contains("Hanging.onForeignFunction");
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_19, disabledReason = "no newer Java can stop a thread")
  void callbackThatLoopsForEverIsStoppedByName() {
    java.io.PrintStream before = System.err;
    System.setErr(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()));
    try (HostSim sim =
        HostSim.builder()
            .guest(Guests.jvm(() -> host -> new Looping(host)))
            .limits(new Limits(java.time.Duration.ofMillis(100), 1 << 20, 0))
            .build()) {
      // The SDK's barrier logs what ended the callback.
      sim.allow(FaultKind.EXCEPTION);
      sim.worker(1).foreignFunction(1, new byte[0]);
      assertThat(sim.traps())
          .singleElement()
          .hasToString(
              "dev.samovar.hostsim.TrapException: proxy_on_foreign_function: ran for longer than"
                  + " 100 ms and was stopped");
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    } finally {
      System.setErr(before);
    }
  }

  private static final class Looping extends dev.samovar.proxywasm.RootContext {
    private long turns;

    private Looping(dev.samovar.proxywasm.Host host) {
      super(host);
    }

    @Override
    public void onForeignFunction(int functionId, int argumentsSize) {
      while (turns >= 0) {
        turns = (turns + 1) & 0xffff;
      }
    }
  }

  private static final class Hanging extends dev.samovar.proxywasm.RootContext {
    private Hanging(dev.samovar.proxywasm.Host host) {
      super(host);
    }

    @Override
    public void onForeignFunction(int functionId, int argumentsSize) {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void missingGuestIsSaid() {
    assertThatThrownBy(() -> HostSim.builder().build()).hasMessageStartingWith("guest: ");
    assertThatThrownBy(() -> HostSim.builder().guest(Guests.jvm(() -> null)).build())
        .isInstanceOf(ModuleException.class)
        .hasMessageStartingWith("filter: ");
  }
}
