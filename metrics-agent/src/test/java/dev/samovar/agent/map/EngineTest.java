package dev.samovar.agent.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.parse.Sample;
import dev.samovar.agent.parse.TextParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final String WAITING = "vllm:num_requests_waiting";
  private static final String RUNNING = "vllm:num_requests_running";
  private final Engine vllm = Engines.builtIn().get("vllm");

  private static Sample sample(String name, String engine, double value) {
    return new Sample(name, Map.of("engine", engine), value);
  }

  @Test
  void aVllmDumpGivesTheSumOverItsEngines() throws IOException {
    TextParser parser = new TextParser(vllm.wantedNames());
    try (InputStream in = EngineTest.class.getResourceAsStream("vllm.txt")) {
      parser.feed(ByteBuffer.wrap(in.readAllBytes()));
    }
    Signals signals = vllm.signals(parser.finish().samples());
    assertThat(signals.get(Signal.WAITING)).hasValue(3);
    assertThat(signals.get(Signal.RUNNING)).hasValue(21);
    assertThat(signals.load()).hasValue(24);
  }

  @Test
  void aMissingFamilyLeavesTheLoadUnknown() {
    assertThat(vllm.signals(List.of()).load()).isEmpty();
    assertThat(vllm.signals(List.of(sample(RUNNING, "0", 4))).load()).isEmpty();
  }

  @Test
  void nanInfiniteAndNegativeSamplesAreUnknown() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1}) {
      List<Sample> samples = List.of(sample(WAITING, "0", bad), sample(RUNNING, "0", 4));
      assertThat(vllm.signals(samples).load()).isEmpty();
    }
  }

  @Test
  void theLastOfDuplicatedSamplesCounts() {
    List<Sample> samples =
        List.of(sample(WAITING, "0", 5), sample(WAITING, "0", 2), sample(RUNNING, "0", 1));
    assertThat(vllm.signals(samples).load()).hasValue(3);
  }

  @Test
  void theFirstAlternativePresentIsUsedAndMaximumCombines() {
    Rule rule = new Rule(List.of(Source.parse("new"), Source.parse("old")), Rule.Combine.MAX);
    Engine engine = new Engine("x", "/metrics", Map.of(Signal.WAITING, rule));
    List<Sample> old = List.of(sample("old", "0", 1), sample("old", "1", 7));
    assertThat(engine.signals(old).get(Signal.WAITING)).hasValue(7);
    List<Sample> both = List.of(sample("old", "0", 9), sample("new", "0", 2));
    assertThat(engine.signals(both).get(Signal.WAITING)).hasValue(2);
  }

  @Test
  void anUnknownEngineIsNamed() {
    assertThatThrownBy(() -> Engines.builtIn().get("vlm")).hasMessageStartingWith("vlm: ");
  }
}
