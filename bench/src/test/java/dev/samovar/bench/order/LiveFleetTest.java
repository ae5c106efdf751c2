package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.cli.simulate.engine.EngineModel;
import org.junit.jupiter.api.Test;

class LiveFleetTest {

  @Test
  void anEngineIsStartedAsItsModel() {
    EngineModel model = new EngineModel(8000, 100, 64, 2048, 31_250, 16, 4, 0, 1);

    assertThat(LiveFleet.flags(model, 0.5))
        .containsExactly(
            "--ttft=0ms",
            "--tokens-per-second=50.0000",
            "--prefill-tokens-per-second=4000.0000",
            "--max-running=64",
            "--max-batched-tokens=2048",
            "--kv-blocks=31250",
            "--block-size=16",
            "--max-model-len=500000");
  }

  @Test
  void theFilterRanksAsManyAsMayBeTried() {
    assertThat(LiveFleet.configuration("llm-d", 3))
        .isEqualTo(
            "{\"providers\":[{\"name\":\"fleet\"}],\"models\":[{\"name\":\"*\"}],"
                + "\"policy\":\"llm-d\",\"failover\":{\"endpoints\":3}}");
    assertThat(LiveFleet.configuration("llm-d", 17)).contains("\"endpoints\":16");
  }
}
