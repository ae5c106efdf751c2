package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;

/** Many requests: the collector runs inside the module, and nothing is kept. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class EnduranceTest {
  /** At about 1 KB of garbage each, several times the module's heap of 16 MB. */
  private static final int REQUESTS = 60_000;

  @FilterTest
  void memoryStaysAsItIsAndEveryRequestIsDecided(HostSimBuilder builder) {
    try (HostSim sim = Demo.sim(builder, Demo.GUIDE, "{\"minimax_1\":90,\"qwen_1\":10}")) {
      send(sim, 1000);
      long memory = sim.worker(1).memoryBytes();
      send(sim, REQUESTS);
      assertThat(
              Demo.counted(sim, "samovar.provider.qianwen.level.fresh.decisions")
                  + sim.metric("samovar.provider.qianwen.level.aged.decisions"))
          .isEqualTo(1000 + REQUESTS);
      assertThat(sim.worker(1).memoryBytes()).isEqualTo(memory);
      assertThat(sim.worker(1).liveContexts()).as("only the root").isEqualTo(1);
    }
  }

  private static void send(HostSim sim, int count) {
    for (int i = 0; i < count; i++) {
      try (Stream stream = Demo.chat(sim).body(Demo.body("auto")).send()) {
        stream.reply(200, "");
      }
    }
  }
}
