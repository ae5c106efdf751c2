package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Modules that a proxy could not run, or that would hang or fill it. Longer than most files because
 * each way to be bad is a case of its own.
 */
class BadModuleTest {
  private static final int[] LOOP_FOR_EVER = {0x03, 0x40, 0x0c, 0, 0x0b, 0x41, 0};

  /** Grows memory by a page until that fails, then traps. */
  private static final int[] GROW_FOR_EVER = {
    0x03, 0x40, 0x41, 1, 0x40, 0, 0x41, 0x7f, 0x47, 0x0d, 0, 0x0b, 0, 0x41, 0
  };

  @TempDir private Path folder;

  private GuestModule load(TinyModule module) throws IOException {
    return Guests.wasm(module.write(folder.resolve("a.wasm")));
  }

  private HostSimBuilder bounded(TinyModule module) throws IOException {
    return HostSim.builder()
        .guest(load(module))
        .limits(new Limits(Duration.ofMillis(200), 4 << 20, 1 << 16));
  }

  @Test
  void missingFileSaysSo() {
    Path file = folder.resolve("none.wasm");
    assertThatThrownBy(() -> Guests.wasm(file))
        .isInstanceOf(ModuleException.class)
        .hasMessageStartingWith(file + ": cannot be read");
  }

  @Test
  void textIsNoModule() throws IOException {
    Path file = Files.writeString(folder.resolve("a.wasm"), "hello");
    assertThatThrownBy(() -> Guests.wasm(file))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("is no wasm module");
  }

  @Test
  void emptyFileIsNoModule() throws IOException {
    Path file = Files.write(folder.resolve("a.wasm"), new byte[0]);
    assertThatThrownBy(() -> Guests.wasm(file)).isInstanceOf(ModuleException.class);
  }

  @Test
  void everyTruncationIsAnErrorOfItsOwn() throws IOException {
    byte[] whole = TinyModule.good().bytes();
    for (int length = 0; length < whole.length; length++) {
      Path file = Files.write(folder.resolve("a.wasm"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Guests.wasm(file))
          .as("first %d bytes", length)
          .isInstanceOf(ModuleException.class);
    }
  }

  @Test
  void moduleWithoutAbiIsRefused() {
    assertThatThrownBy(() -> load(new TinyModule().allocator(0x41, 0)))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("is no proxy-wasm module");
  }

  @Test
  void otherAbiIsNamed() {
    assertThatThrownBy(() -> load(new TinyModule().abi("0_1_0").allocator(0x41, 0)))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("0.1.0");
  }

  @Test
  void higressAbiNeedsItsProfile() throws IOException {
    GuestModule guest = load(new TinyModule().abi("0_2_100").allocator(0x41, 0));
    assertThatThrownBy(() -> HostSim.builder().guest(guest).build())
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("0.2.100");
    HostSim.builder().guest(guest).profile(Profile.HIGRESS).build().close();
  }

  @Test
  void moduleWithoutMemoryIsRefused() {
    assertThatThrownBy(() -> load(TinyModule.good().withoutMemoryExport()))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("exports no memory");
  }

  @Test
  void moduleWithoutAllocatorIsRefused() {
    assertThatThrownBy(() -> load(new TinyModule().abi("0_2_1")))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining("proxy_on_memory_allocate");
  }

  @Test
  void missingImportsAreNamed() throws IOException {
    GuestModule guest =
        load(
            new TinyModule()
                .importFunction("env", "proxy_magic", "i:i")
                .importFunction("env", "proxy_log", "ii:i")
                .importFunction("other", "thing", ":")
                .abi("0_2_1")
                .allocator(0x41, 0));
    assertThatThrownBy(() -> HostSim.builder().guest(guest).build())
        .asInstanceOf(type(ModuleException.class))
        .satisfies(
            e ->
                assertThat(e.missingImports())
                    .containsExactly(
                        "env.proxy_magic", "env.proxy_log(ii)i instead of (iii)i", "other.thing"));
  }

  @Test
  void redisCallsAreServedByHigressAlone() throws IOException {
    GuestModule guest =
        load(
            new TinyModule()
                .importFunction("env", "proxy_redis_call", "iiiii:i")
                .abi("0_2_1")
                .allocator(0x41, 0));
    assertThatThrownBy(() -> HostSim.builder().guest(guest).build())
        .hasMessageContaining("env.proxy_redis_call");
    HostSim.builder().guest(guest).profile(Profile.HIGRESS).build().close();
  }

  @Test
  void loopingCallbackIsStoppedByName() throws IOException {
    HostSim sim =
        bounded(TinyModule.good().function("proxy_on_request_headers", "iii:i", LOOP_FOR_EVER))
            .build();
    Stream stream = sim.request("GET", "/").send();
    assertThat(stream).answeredLocally(503);
    assertThat(sim.traps())
        .singleElement()
        .satisfies(
            trap ->
                assertThat(trap)
                    .hasMessage(
                        "proxy_on_request_headers: ran for longer than 200 ms and was stopped"));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    sim.close();
  }

  @Test
  void aTrapThatNobodyAskedForIsToldWithCallContextAndPhase() throws IOException {
    HostSim sim =
        bounded(TinyModule.good().function("proxy_on_request_headers", "iii:i", LOOP_FOR_EVER))
            .build();
    sim.request("GET", "/").send();
    assertThatThrownBy(sim::close)
        .hasMessageContaining(
            "TRAPPED: proxy_on_request_headers: ran for longer than 200 ms and was stopped"
                + " (context 2, in proxy_on_request_headers)");
  }

  @Test
  void loopingStartIsStopped() throws IOException {
    HostSimBuilder builder =
        bounded(TinyModule.good().function("_initialize", ":", 0x03, 0x40, 0x0c, 0, 0x0b));
    assertThatThrownBy(builder::build)
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("_initialize: ran for longer than");
  }

  @Test
  void loopingStartSectionIsStoppedByName() throws IOException {
    HostSimBuilder builder =
        bounded(
            TinyModule.good().function("f", ":", 0x03, 0x40, 0x0c, 0, 0x0b).startsWithTheLast());
    assertThatThrownBy(builder::build)
        .isInstanceOf(TrapException.class)
        .hasMessage("start section (function 2): ran for longer than 200 ms and was stopped");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void trapInTheStartSectionIsATrap() throws IOException {
    HostSimBuilder builder = bounded(TinyModule.good().function("f", ":", 0).startsWithTheLast());
    assertThatThrownBy(builder::build)
        .isInstanceOf(TrapException.class)
        .hasMessageStartingWith("start section (function 2): trapped");
  }

  @Test
  void interruptFromElsewhereIsCalledSo() throws IOException {
    HostSim sim =
        bounded(TinyModule.good().function("proxy_on_request_headers", "iii:i", LOOP_FOR_EVER))
            .limits(Limits.DEFAULT)
            .build();
    Thread.currentThread().interrupt();
    sim.request("GET", "/").send();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sim.traps().get(0))
        .hasMessage("proxy_on_request_headers: was stopped by an interrupt of the test's thread");
    sim.close();
  }

  @Test
  void growthByManyPagesEndsWithTheLimitNamed() throws IOException {
    // Asks for 100 pages of 64, and traps when they are refused.
    int[] ask = {0x41, 0xe4, 0, 0x40, 0, 0x41, 0x7f, 0x46, 0x04, 0x40, 0, 0x0b, 0x41, 0};
    HostSim sim =
        bounded(TinyModule.good().function("proxy_on_request_headers", "iii:i", ask)).build();
    sim.request("GET", "/").send();
    assertThat(sim.traps().get(0))
        .hasMessageContaining("with 65536 bytes of memory, at most 4194304");
    sim.close();
  }

  @Test
  void randomBytesOfAnyLengthAreAFault() throws IOException {
    // random_get(8, -1), random_get(0, 2 GiB), random_get(-1, 1)
    HostSim sim =
        bounded(
                new TinyModule()
                    .importFunction("wasi_snapshot_preview1", "random_get", "ii:i")
                    .abi("0_2_1")
                    .allocator(0x41, 0)
                    .function(
                        "proxy_on_request_headers",
                        "iii:i",
                        0x41,
                        8,
                        0x41,
                        0x7f,
                        0x10,
                        0,
                        0x1a,
                        0x41,
                        0,
                        0x41,
                        0xff,
                        0xff,
                        0xff,
                        0xff,
                        0x07,
                        0x10,
                        0,
                        0x1a,
                        0x41,
                        0x7f,
                        0x41,
                        1,
                        0x10,
                        0))
            .allow(FaultKind.STATUS_IGNORED)
            .build();
    Stream stream = sim.request("GET", "/").send();
    assertThat(sim.faults())
        .hasSize(3)
        .allSatisfy(fault -> assertThat(fault.kind()).isEqualTo(FaultKind.MEMORY_OUT_OF_BOUNDS))
        .allSatisfy(fault -> assertThat(fault.message()).startsWith("random_get: "));
    assertThat(sim.traps()).isEmpty();
    stream.abort();
  }

  /** Calls with 64 KiB of zeros as each text, for ever. */
  private TinyModule fills(String call, String signature, int... arguments) {
    java.util.List<Integer> code = new java.util.ArrayList<>(java.util.List.of(0x03, 0x40));
    for (int argument : arguments) {
      code.add(0x41);
      if (argument == 65536) {
        code.addAll(java.util.List.of(0x80, 0x80, 0x04));
      } else {
        code.add(argument);
      }
    }
    code.addAll(java.util.List.of(0x10, 0, 0x1a, 0x0c, 0, 0x0b, 0x41, 0));
    return new TinyModule()
        .importFunction("env", call, signature)
        .abi("0_2_1")
        .allocator(0x41, 0)
        .function(
            "proxy_on_request_headers",
            "iii:i",
            code.stream().mapToInt(Integer::intValue).toArray());
  }

  @Test
  void whatTheHostKeepsForAGuestIsBounded() throws IOException {
    for (TinyModule module :
        java.util.List.of(
            fills("proxy_log", "iii:i", 2, 0, 65536),
            fills("proxy_define_metric", "iiii:i", 0, 0, 65536, 0),
            fills("proxy_set_property", "iiii:i", 0, 1, 0, 65536),
            fills("proxy_register_shared_queue", "iii:i", 0, 65536, 0),
            fills("proxy_add_header_map_value", "iiiii:i", 0, 0, 1, 0, 65536))) {
      HostSim sim = bounded(module).limits(new Limits(Duration.ofSeconds(20), 4 << 20, 0)).build();
      sim.request("GET", "/").send();
      assertThat(sim.traps())
          .singleElement()
          .satisfies(trap -> assertThat(trap).hasMessageContaining("more than 4194304 bytes"))
          .satisfies(trap -> assertThat(trap).hasMessageContaining(": the host "));
      sim.close();
    }
  }

  @Test
  void whatIsReplacedIsKeptOnce() throws IOException {
    // Sets the same key to 64 KiB a hundred times.
    HostSim sim =
        bounded(
                new TinyModule()
                    .importFunction("env", "proxy_set_shared_data", "iiiii:i")
                    .abi("0_2_1")
                    .allocator(0x41, 0)
                    .function(
                        "proxy_on_request_headers",
                        "iii:i",
                        0x41,
                        0,
                        0x41,
                        1,
                        0x41,
                        0,
                        0x41,
                        0x80,
                        0x80,
                        0x04,
                        0x41,
                        0,
                        0x10,
                        0))
            .build();
    for (int i = 0; i < 100; i++) {
      sim.request("GET", "/").send().abort();
    }
    assertThat(sim.sharedData("\0")).hasSize(65536);
    sim.close();
  }

  @Test
  void everyDamagedByteIsAnErrorOfItsOwn() throws IOException {
    byte[] whole = TinyModule.good().function("proxy_on_log", "i:", 0x20, 0, 0x1a).bytes();
    for (int at = 8; at < whole.length; at++) {
      for (int value : new int[] {0, 0x7f, 0x80, 0xff, whole[at] + 1}) {
        byte[] damaged = whole.clone();
        damaged[at] = (byte) value;
        Path file = Files.write(folder.resolve("a.wasm"), damaged);
        try {
          HostSim.builder().guest(dev.samovar.hostsim.wasm.WasmGuest.load(file, false)).build();
        } catch (HostSimException e) {
          assertThat(e.getMessage()).as("byte %d = %d", at, value).isNotBlank();
        }
      }
    }
  }

  @Test
  void loopingConfigureIsStopped() throws IOException {
    HostSimBuilder builder =
        bounded(TinyModule.good().function("proxy_on_configure", "ii:i", LOOP_FOR_EVER));
    assertThatThrownBy(builder::build)
        .asInstanceOf(type(StartException.class))
        .satisfies(e -> assertThat(e.isTrap()).isTrue())
        .satisfies(e -> assertThat(e).hasMessageContaining("proxy_on_configure: ran for longer"));
  }

  @Test
  void growingGuestEndsAtTheMemoryLimit() throws IOException {
    HostSim sim =
        bounded(TinyModule.good().function("proxy_on_request_headers", "iii:i", GROW_FOR_EVER))
            .build();
    sim.request("GET", "/").send();
    assertThat(sim.traps().get(0))
        .hasMessageStartingWith("proxy_on_request_headers: trapped")
        .hasMessageContaining("memory at its limit of 4194304 bytes");
    sim.close();
  }

  @Test
  void badAddressIsAFaultAndAStatus() throws IOException {
    // proxy_log(2, -16, 100)
    HostSim sim =
        HostSim.builder()
            .guest(
                load(
                    new TinyModule()
                        .importFunction("env", "proxy_log", "iii:i")
                        .abi("0_2_1")
                        .allocator(0x41, 0)
                        .function(
                            "proxy_on_request_headers",
                            "iii:i",
                            0x41,
                            2,
                            0x41,
                            0x70,
                            0x41,
                            0xe4,
                            0,
                            0x10,
                            0,
                            0x1a,
                            0x41,
                            0)))
            .build();
    sim.request("GET", "/").send();
    assertThat(sim.faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.kind()).isEqualTo(FaultKind.MEMORY_OUT_OF_BOUNDS);
              assertThat(fault.message())
                  .contains("proxy_log", "context 2", "proxy_on_request_headers");
            });
    assertThatThrownBy(sim::close).isInstanceOf(FaultError.class);
  }

  @Test
  void allocatorThatAnswersNothingIsAFault() throws IOException {
    HostSim sim = asksForConfiguration(0x41, 0).build();
    assertThat(sim.faults()).extracting(Fault::kind).contains(FaultKind.MEMORY_OUT_OF_BOUNDS);
  }

  @Test
  void memoryThatIsNeverFreedIsAFault() throws IOException {
    // A bump allocator: global 0 is the next address, and never goes back.
    int[] bump = {0x23, 0, 0x23, 0, 0x20, 0, 0x6a, 0x24, 0};
    HostSim sim =
        HostSim.builder()
            .guest(
                load(
                    new TinyModule()
                        .importFunction("env", "proxy_get_header_map_pairs", "iii:i")
                        .abi("0_2_1")
                        .allocator(bump)
                        .function(
                            "proxy_on_request_headers",
                            "iii:i",
                            0x41,
                            0,
                            0x41,
                            8,
                            0x41,
                            16,
                            0x10,
                            0,
                            0x1a,
                            0x41,
                            0)))
            .build();
    for (int i = 0; i < 100; i++) {
      sim.request("GET", "/").send().reply(200, "");
    }
    assertThatThrownBy(sim::close)
        .asInstanceOf(type(FaultError.class))
        .satisfies(
            error ->
                assertThat(error.faults())
                    .extracting(Fault::kind)
                    .containsExactly(FaultKind.MEMORY_NOT_FREED))
        .satisfies(
            error ->
                assertThat(error)
                    .hasMessageContaining(
                        "proxy_get_header_map_pairs (context 2, in proxy_on_request_headers)"));
  }

  @Test
  void memoryThatIsGivenAgainWasFreed() throws IOException {
    HostSim sim = asksForConfiguration(0x41, 0x80, 0x20).build();
    for (int i = 0; i < 100; i++) {
      sim.request("GET", "/").send().reply(200, "");
    }
    sim.close();
  }

  /** A module that fetches its configuration, with this allocator. */
  private HostSimBuilder asksForConfiguration(int... allocator) throws IOException {
    return HostSim.builder()
        .configuration("some text")
        .guest(
            load(
                new TinyModule()
                    .importFunction("env", "proxy_get_buffer_bytes", "iiiii:i")
                    .abi("0_2_1")
                    .allocator(allocator)
                    .function(
                        "proxy_on_configure",
                        "ii:i",
                        0x41,
                        7,
                        0x41,
                        0,
                        0x41,
                        9,
                        0x41,
                        8,
                        0x41,
                        16,
                        0x10,
                        0,
                        0x1a,
                        0x41,
                        1)));
  }
}
