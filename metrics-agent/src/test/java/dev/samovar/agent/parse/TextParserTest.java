package dev.samovar.agent.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextParserTest {

  private static Parsed parse(String text, String... wanted) {
    return parse(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, List.of(wanted));
  }

  private static Parsed parse(byte[] bytes, int piece, List<String> wanted) {
    TextParser parser = new TextParser(wanted);
    for (int at = 0; at < bytes.length; at += Math.min(piece, bytes.length - at)) {
      parser.feed(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
    }
    return parser.finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1",
        "a 1\n",
        "a 1\r\n",
        "  a\t1  \n",
        "a{} 1",
        "a{ } 1",
        "a 1 1700000000000",
        "a 1 -5",
        "a 1.0e0",
        "a 1 # {trace_id=\"x\"} 0.5 1.0",
        "# TYPE a gauge\na 1\n# EOF\n",
        "\n\n\na 1\n\n",
        "{\"a\"} 1",
        "a +1",
        "b 2\na 1\nc{ 5"
      })
  void everySpellingOfOneSampleIsRead(String text) {
    assertThat(parse(text, "a").samples()).containsExactly(new Sample("a", Map.of(), 1));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN,NaN",
    "+Inf,Infinity",
    "-Inf,-Infinity",
    "Inf,Infinity",
    "1e3,1000",
    "-0.5E-1,-0.05",
    ".5,0.5",
    "5.,5"
  })
  void everySpellingOfAValueIsRead(String text, double value) {
    assertThat(parse("a " + text, "a").samples()).containsExactly(new Sample("a", Map.of(), value));
  }

  @Test
  void labelsMayHoldBracesCommasQuotesAndNewlines() {
    String text = "vllm:x{a=\"}\",b=\",\\\"\\\\\\n\", c = \"测\",} 4 17\n";
    assertThat(parse(text, "vllm:x").samples())
        .containsExactly(new Sample("vllm:x", Map.of("a", "}", "b", ",\"\\\n", "c", "测"), 4));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "a{", "a{x", "a{x=", "a{x=\"", "a{x=\"1\"", "a{x=\"1\"}", "a{x=1} 1",
            "a{x=\"1\" y=\"2\"} 1",
        "a{x=\"1\",x=\"2\"} 1", "a{x=\"\\q\"} 1", "a{,} 1", "a 1f", "a 0x10", "a one", "a 1 2 3",
            "a 1 x", "a{\"b\"} 1",
        "{} 1", "{x=\"1\"} 1", "1a 1", "<html>", "a-b 1", "a 1e", "{"
      })
  void aMalformedLineIsCountedAndTheNextIsRead(String line) {
    Parsed parsed = parse(line + "\na 1\n", "a");
    assertThat(parsed.malformed()).isEqualTo(1);
    assertThat(parsed.samples()).containsExactly(new Sample("a", Map.of(), 1));
  }

  @ParameterizedTest
  @CsvSource({
    "a NaN,1",
    "a +Inf,1",
    "a -3,1",
    "'a 1\na 1',1",
    "'a NaN\na NaN',2",
    "'a{x=\"1\"} 1\na{x=\"2\"} 0\nb 1',0"
  })
  void samplesThatAreNoFiguresOrRepeatedAreCounted(String text, int unusable) {
    assertThat(parse(text.replace("\\n", "\n"), "a", "b").unusable()).isEqualTo(unusable);
  }

  @Test
  void aNameThatOnlyBeginsAlikeIsNotTaken() {
    assertThat(parse("ab 1\na_total 2\na:b 3\n", "a").samples()).isEmpty();
  }

  @Test
  void anEndlessLineCostsOneLineOfMemoryAndIsSkipped() {
    String text = "a{x=\"" + "y".repeat(3_000_000) + "\"} 1\na 2\n";
    Parsed parsed = parse(text.getBytes(StandardCharsets.UTF_8), 1_000, List.of("a"));
    assertThat(parsed.samples()).containsExactly(new Sample("a", Map.of(), 2));
    assertThat(parsed.malformed()).isEqualTo(1);
  }

  @Test
  void samplesAreBounded() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < TextParser.MAX_SAMPLES + 10; i++) {
      text.append("a{i=\"").append(i).append("\"} 1\n");
    }
    assertThat(parse(text.toString(), "a").samples()).hasSize(TextParser.MAX_SAMPLES);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void randomBytesNeverBreakIt(long seed) {
    Random random = new Random(seed);
    byte[] alphabet = "a{}=\",\\ \n#1e+-.N\u0000é".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[20_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = alphabet[random.nextInt(alphabet.length)];
    }
    Parsed whole = parse(bytes, Integer.MAX_VALUE, List.of("a"));
    assertThat(parse(bytes, 7, List.of("a"))).isEqualTo(whole);
  }

  /** The Prometheus client's own writer is the oracle. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatTheClientWritesIsReadBackInPiecesOfAnySize(long seed) throws IOException {
    Random random = new Random(seed);
    List<Sample> expected = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    List<io.prometheus.metrics.model.snapshots.MetricSnapshot> snapshots = new ArrayList<>();
    for (int family = 0; family < 20; family++) {
      boolean counter = random.nextBoolean();
      boolean take = random.nextInt(3) > 0;
      String name = "f" + family + (counter ? "" : ":g");
      String wire = counter ? name + "_total" : name;
      if (take) {
        wanted.add(wire);
      }
      CounterSnapshot.Builder counters = CounterSnapshot.builder().name(name).help(word(random));
      GaugeSnapshot.Builder gauges = GaugeSnapshot.builder().name(name).help(word(random));
      for (int series = 0; series < 1 + random.nextInt(4); series++) {
        Labels labels = Labels.of("series", "" + series, "odd_label", word(random));
        double value = counter ? random.nextInt(1_000_000) : odd(random);
        if (counter) {
          counters.dataPoint(
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  .labels(labels)
                  .value(value)
                  .build());
        } else {
          gauges.dataPoint(
              GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build());
        }
        if (take) {
          Map<String, String> map =
              Map.of("series", "" + series, "odd_label", labels.get("odd_label"));
          expected.add(new Sample(wire, map, value));
        }
      }
      snapshots.add(counter ? counters.build() : gauges.build());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(snapshots));
    for (int piece : new int[] {1, 2, 17, 4096, Integer.MAX_VALUE}) {
      Parsed parsed = parse(out.toByteArray(), piece, wanted);
      assertThat(parsed.malformed()).isZero();
      assertThat(parsed.samples()).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static String word(Random random) {
    String alphabet = "ab \\\"\n{},=#é测\t'";
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      word.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return word.toString();
  }

  private static double odd(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> random.nextGaussian() * 1e300;
      case 4 -> random.nextDouble() * 1e-300;
      default -> random.nextInt(100);
    };
  }
}
