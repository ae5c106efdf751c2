package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests read in windows against the same requests read as trees by Jackson. */
class RequestFeaturesOracleTest {
  private static final int CASES = 20_000;
  private static final long SEED = 60_221_407L;
  private static final ReadPlan PLAN = new ReadPlan(true, true, true, true, 32, 64, 4, 800);

  @Test
  void whatIsReadInWindowsIsWhatJacksonReadsOfTheWhole() {
    BodyScanner scanner = new BodyScanner(PLAN);
    long[] whole = new long[64];
    long[] split = new long[64];
    int turns = 0;
    int images = 0;
    int blocks = 0;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(SEED + i);
      byte[] body = new RandomRequest(random).write();
      String expected = FeatureOracle.read(body);
      String what = "seed " + (SEED + i) + ": " + new String(body, StandardCharsets.UTF_8);

      feed(scanner, body, body.length);
      assertThat(scanner.error()).as(what).isNull();
      assertThat(FeatureOracle.describe(scanner.features())).as(what).isEqualTo(expected);
      Arrays.fill(whole, 0);
      int written = scanner.features().hashes(7, whole);
      assertThat(written).as(what).isEqualTo(scanner.features().blocks());
      int before = scanner.features().blocksBeforeLastUser();
      turns += scanner.features().userTurns();
      images += scanner.features().imageCount();
      blocks += written;

      scanner.reset();
      for (int at = 0; at < body.length; ) {
        int length = Math.min(body.length - at, 1 + random.nextInt(1 + random.nextInt(60)));
        byte[] window = Arrays.copyOfRange(body, at, at + length);
        scanner.feed(window, 0, length);
        at += length;
      }
      scanner.finish();
      assertThat(FeatureOracle.describe(scanner.features())).as(what).isEqualTo(expected);
      Arrays.fill(split, 0);
      scanner.features().hashes(7, split);
      assertThat(split).as(what).isEqualTo(whole);
      assertThat(scanner.features().blocksBeforeLastUser()).as(what).isEqualTo(before);
    }
    assertThat(turns).as("turns").isGreaterThan(CASES / 2);
    assertThat(images).as("images").isGreaterThan(CASES / 20);
    assertThat(blocks).as("blocks").isGreaterThan(CASES);
  }

  private static void feed(BodyScanner scanner, byte[] body, int length) {
    scanner.reset();
    scanner.feed(body, 0, length);
    scanner.finish();
  }
}
