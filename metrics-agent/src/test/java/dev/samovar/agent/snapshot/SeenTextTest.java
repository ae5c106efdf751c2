package dev.samovar.agent.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.map.Signal;
import dev.samovar.agent.map.Signals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenTextTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void whatIsWrittenIsReadWithItsAge() {
    Signals signals =
        new Signals(
            Map.of(Signal.WAITING, 3.0, Signal.KV_CACHE_USAGE, 0.5),
            List.of("sql"),
            List.of("legal"),
            Map.of(Signal.KV_CACHE_USAGE, "vllm:old"));
    String text = SeenText.write(new Seen(signals, 1234, SECOND, "agent-1"), 3 * SECOND);
    Seen read = SeenText.read(text, Optional.empty(), 100 * SECOND).orElseThrow();
    assertThat(read).isEqualTo(new Seen(signals, 1234, 98 * SECOND, "agent-1"));
    assertThat(SeenText.read(text, Optional.of(read), 200 * SECOND)).containsSame(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "[]",
        "{",
        "null",
        "{\"v\":1}",
        "{\"v\":2,\"age\":1,\"by\":\"a\",\"s\":{}}",
        "{\"v\":1,\"age\":-1,\"by\":\"a\",\"s\":{}}",
        "{\"v\":1,\"age\":1,\"by\":\"a b\",\"s\":{}}",
        "{\"v\":1,\"age\":1e300,\"by\":\"a\",\"s\":{}}",
        "{\"v\":1,\"age\":1,\"by\":\"a\",\"s\":7}"
      })
  void aForeignTextIsNothing(String text) {
    assertThat(SeenText.read(text, Optional.empty(), 0)).isEmpty();
  }

  @Test
  void aLyingFigureIsUnknown() {
    String text =
        "{\"v\":1,\"at\":1,\"age\":1,\"by\":\"a\",\"s\":{\"waiting\":-3,\"running\":\"x\","
            + "\"kvCacheUsage\":7,\"other\":1,\"maxLora\":2}}";
    Seen seen = SeenText.read(text, Optional.empty(), 0).orElseThrow();
    assertThat(seen.signals().known()).isEqualTo(Map.of(Signal.MAX_LORA, 2.0));
  }
}
