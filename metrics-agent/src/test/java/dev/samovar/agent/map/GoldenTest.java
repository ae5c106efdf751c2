package dev.samovar.agent.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.samovar.agent.parse.TextParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every engine's own spelling, as a scrape finds it. */
class GoldenTest {
  private static final long SECOND = 1_000_000_000L;

  private static String dump(String engine) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream(engine + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Signals read(String engine, String text, History history, long nanos) {
    Engine mapping = Engines.builtIn().get(engine);
    TextParser parser = new TextParser(mapping.wantedNames());
    parser.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    return mapping.signals(parser.finish().samples(), history, nanos);
  }

  private static Signals read(String engine) throws IOException {
    return read(engine, dump(engine), new History(), 0);
  }

  private static String known(Signals signals) {
    Map<String, Double> byName = new TreeMap<>();
    signals.known().forEach((signal, value) -> byName.put(signal.text(), value));
    return byName.toString().replace(".0,", ",").replace(".0}", "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vllm|{blockCount=27136, blockSize=16, kvCacheUsage=0.41326, maxLora=4,"
            + " prefixCacheHits=935617, prefixCacheQueries=1871234, running=21, waiting=3}",
        "sglang|{blockCount=412345, blockSize=1, kvCacheUsage=0.28,"
            + " prefixCacheHitRate=0.007507552643049313, running=162, waiting=2826}",
        "trtllm|{blockCount=2048, blockSize=32, kvCacheUsage=0.62, prefixCacheHitRate=0.5,"
            + " running=11, waiting=4}",
        "triton-trtllm|{blockCount=6248, blockSize=64, kvCacheUsage=0.25, running=5, waiting=3}",
        "triton|{waiting=7}",
        "tgi|{running=17, waiting=5}",
        "llamacpp|{running=2, waiting=1}",
      })
  void theFirstScrapeTellsWhatNeedsNoSecondOne(String engine, String expected) throws IOException {
    assertThat(known(read(engine))).isEqualTo(expected);
  }

  @Test
  void theLatestLoraSeriesCounts() throws IOException {
    assertThat(read("vllm").loraRunning()).containsExactly("sql", "tone");
    assertThat(read("vllm").loraWaiting()).containsExactly("legal");
  }

  @Test
  void theAlternativeUsedIsTold() throws IOException {
    String old = dump("vllm").replace("kv_cache_usage_perc", "gpu_cache_usage_perc");
    Signals signals = read("vllm", old, new History(), 0);
    assertThat(signals.get(Signal.KV_CACHE_USAGE)).hasValue(0.41326);
    assertThat(signals.used()).containsEntry(Signal.KV_CACHE_USAGE, "vllm:gpu_cache_usage_perc");
    assertThat(read("vllm").used())
        .containsEntry(Signal.KV_CACHE_USAGE, "vllm:kv_cache_usage_perc")
        .doesNotContainKey(Signal.WAITING);
  }

  @Test
  void anOlderTritonTellsWaitingAsADifferenceAndUseAsAShare() throws IOException {
    List<String> lines =
        dump("triton-trtllm").lines().filter(l -> !l.matches(".*(waiting|fraction).*")).toList();
    Signals signals = read("triton-trtllm", String.join("\n", lines), new History(), 0);
    assertThat(signals.get(Signal.WAITING)).hasValue(3);
    assertThat(signals.get(Signal.KV_CACHE_USAGE)).hasValue(0.25);
  }

  @Test
  void histogramsAndCountersAreRatesBetweenScrapes() throws IOException {
    History history = new History();
    String text = dump("vllm");
    read("vllm", text, history, 0);
    String later =
        text.replace(
                "_seconds_sum{engine=\"0\",model_name=\"Qwen/Qwen2.5-72B-Instruct\"} 61.30",
                "_seconds_sum{engine=\"0\",model_name=\"Qwen/Qwen2.5-72B-Instruct\"} 62.30")
            .replace("Instruct\"} 412.0", "Instruct\"} 416.0")
            .replace("1.871234e+06", "1.872234e+06")
            .replace("} 935617.0", "} 936367.0")
            .replace("} 100412.0", "} 100912.0");
    Signals signals = read("vllm", later, history, SECOND / 2);
    assertThat(signals.get(Signal.TIME_TO_FIRST_TOKEN)).hasValueCloseTo(0.25, within(1e-9));
    assertThat(signals.get(Signal.TOKENS_IN)).hasValueCloseTo(2000.0, within(1e-6));
    assertThat(signals.get(Signal.TOKENS_OUT)).hasValueCloseTo(1000.0, within(1e-6));
    assertThat(signals.get(Signal.PREFIX_CACHE_HIT_RATE)).hasValueCloseTo(0.75, within(1e-9));
    assertThat(signals.get(Signal.INTER_TOKEN_LATENCY)).isEmpty();
    // Still inside the window, though nothing came since.
    assertThat(read("vllm", later, history, SECOND).get(Signal.TIME_TO_FIRST_TOKEN)).isPresent();
    assertThat(read("vllm", later, history, 5 * SECOND).get(Signal.TOKENS_OUT)).isPresent();
    assertThat(read("vllm", later, history, 9 * SECOND).get(Signal.TOKENS_OUT)).hasValue(0);
    assertThat(read("vllm", later, history, 22 * SECOND).get(Signal.TIME_TO_FIRST_TOKEN)).isEmpty();
  }

  @Test
  void aRestartedEngineHasNoRatesUntilItsSecondScrape() throws IOException {
    History history = new History();
    read("llamacpp", dump("llamacpp"), history, 0);
    String restarted =
        "llamacpp:tokens_predicted_total 5\nllamacpp:tokens_predicted_seconds_total 0.1\n"
            + "llamacpp:requests_processing 0\nllamacpp:requests_deferred 0\n";
    Signals first = read("llamacpp", restarted, history, SECOND);
    assertThat(first.get(Signal.TOKENS_OUT)).isEmpty();
    assertThat(first.get(Signal.INTER_TOKEN_LATENCY)).isEmpty();
    Signals second =
        read("llamacpp", restarted.replace("total 5", "total 15"), history, 2 * SECOND);
    assertThat(second.get(Signal.TOKENS_OUT)).hasValueCloseTo(10.0, within(1e-9));
  }

  @Test
  void plainTritonRunsWhatItsComputingTimeSays() throws IOException {
    History history = new History();
    read("triton", dump("triton"), history, 0);
    Signals signals =
        read("triton", dump("triton").replace(" 5000000", " 8500000"), history, SECOND);
    assertThat(signals.get(Signal.RUNNING)).hasValueCloseTo(3.5, within(1e-9));
  }

  @Test
  void aValueOutOfRangeIsUnknown() {
    Signals signals =
        read(
            "vllm",
            "vllm:kv_cache_usage_perc 41.3\nvllm:num_requests_waiting 1\n",
            new History(),
            0);
    assertThat(signals.get(Signal.KV_CACHE_USAGE)).isEmpty();
    assertThat(signals.get(Signal.WAITING)).hasValue(1);
  }
}
