package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import dev.samovar.hostsim.probe.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Simulators side by side, of one guest, know nothing of each other. */
@Guest(filter = Probe.class, wasm = "target/probe.wasm")
class ParallelTest {

  @FilterTest
  void simulatorsOfOneGuestRunSideBySide(GuestModule guest)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<List<String>>> runs = new ArrayList<>();
    for (int run = 0; run < 8; run++) {
      String name = "n" + run;
      runs.add(threads.submit(() -> play(guest, name)));
    }
    for (int run = 0; run < runs.size(); run++) {
      int own = run;
      assertThat(runs.get(run).get())
          .hasSize(1 + 50 * 5)
          .contains("n" + run + " rb 3 end true")
          .contains("fetch k -> n" + run)
          .noneMatch(line -> line.contains("fetch k -> ") && !line.endsWith("n" + own));
    }
    threads.shutdownNow();
  }

  @FilterTest
  void sameSeedSameRun(HostSimBuilder builder) {
    List<String> transcripts = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (HostSim sim = builder.configuration("name=a;cfg=tick 100;tick=log t").build()) {
        sim.advance(java.time.Duration.ofMillis(250));
        sim.request("POST", "/", "x-script", "x=y").body("abc").send();
        transcripts.add(sim.transcript());
      }
    }
    assertThat(transcripts.get(0)).isEqualTo(transcripts.get(1));
  }

  private static List<String> play(GuestModule guest, String name) {
    try (HostSim sim = HostSim.builder().guest(guest).configuration("name=" + name).build()) {
      for (int i = 0; i < 50; i++) {
        sim.request("POST", "/", "x-script", "rh=put k " + name + " 0,fetch k")
            .body("abc")
            .endWithData()
            .send()
            .abort();
      }
      return Lines.of(sim).stream()
          .filter(line -> !line.endsWith(" log") && !line.endsWith(" done"))
          .toList();
    }
  }
}
