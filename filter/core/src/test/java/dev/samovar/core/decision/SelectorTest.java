package dev.samovar.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Settings;
import dev.samovar.core.snapshot.LoadSnapshot;
import dev.samovar.core.snapshot.OwnView;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
  private static final long NOW = 1_763_700_000_000L;
  private static final Settings SETTINGS =
      ConfigurationReader.read(
              "{\"freshFor\":1000,\"staleAfter\":10000,"
                  + "\"providers\":[{\"name\":\"a\"},{\"name\":\"b\"},{\"name\":\"c\"}]}")
          .configuration()
          .global();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        // name, loads, age, own latencies, provider, level, reason, age told
        "new metrics decide,          90;10;50,     0,  -;-;-,   1, FRESH,  least-load, 0",
        "up to freshFor it is fresh,  90;10;50,  1000,  -;-;-,   1, FRESH,  least-load, 1000",
        "past freshFor it is aged,    90;10;50,  1001,  -;-;-,   1, AGED,   least-load, 1001",
        "up to staleAfter it decides, 90;10;50, 10000,  1;9;9,   1, AGED,   least-load, 10000",
        "past staleAfter own view,    90;10;50, 10001,  1;1;1, any, LOCAL,  own view,   -1",
        "one seen is enough,          90;10;50, 10001,  -;-;7, any, LOCAL,  own view,   -1",
        "past it and nothing seen,    90;10;50, 10001,  -;-;-,   0, STATIC, nothing known, -1",
        "years old,                   90;10;50, 9e12,   -;-;-,   0, STATIC, nothing known, -1",
        "no snapshot yet,             -,            0,  -;-;-,   0, STATIC, nothing known, -1",
        "no snapshot but own view,    -,            0,  5;-;-, any, LOCAL,  own view,   -1",
        "a failure is seen too,       -,            0,  F;-;-, any, LOCAL,  own view,   -1",
        "no metric in the store,      NaN;NaN;NaN,  0,  1;9;9,   0, STATIC, no metric known, 0",
        "none known and aged,         NaN;NaN;NaN, 5000, 1;9;9,  0, STATIC, no metric known, 5000",
        "none known and stale,        NaN;NaN;NaN, 10001, 1;1;1, any, LOCAL, own view,  -1",
        "one metric is enough,        NaN;NaN;7,    0,  -;-;-,   0, FRESH,  least-load, 0",
        "read in the future,          90;10;50, -5000,  -;-;-,   1, FRESH,  least-load, 0"
      })
  void theLadderIsGoneDownUntilSomethingIsKnown(
      String name,
      String loads,
      double age,
      String seen,
      String provider,
      DegradeLevel level,
      String reason,
      long ageTold) {
    LoadSnapshot snapshot = null;
    if (loads != null) {
      double[] values = Arrays.stream(loads.split(";")).mapToDouble(Double::parseDouble).toArray();
      snapshot = LoadSnapshot.of(values, NOW - (long) age);
    }
    OwnView[] own = new OwnView[3];
    String[] latencies = seen.split(";");
    for (int i = 0; i < own.length; i++) {
      own[i] = new OwnView();
      if (latencies[i].equals("F")) {
        own[i].failed(NOW);
      } else if (!latencies[i].equals("-")) {
        own[i].answered(Double.parseDouble(latencies[i]));
      }
    }
    Decision decision = Selector.choose(SETTINGS, snapshot, own, NOW, 12345);
    if (provider.equals("any")) {
      assertThat(decision.provider()).isBetween(0, 2);
    } else {
      assertThat(decision.provider()).isEqualTo(Integer.parseInt(provider));
    }
    assertThat(decision.level()).isEqualTo(level);
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.ageMillis()).isEqualTo(ageTold);
  }

  @Test
  void theSameInputsMakeTheSameDecision() {
    OwnView[] own = {new OwnView(), new OwnView(), new OwnView()};
    own[1].answered(3);
    for (long random = -50; random < 50; random++) {
      long bits = random * 0x9E3779B97F4A7C15L;
      assertThat(Selector.choose(SETTINGS, null, own, NOW, bits))
          .isEqualTo(Selector.choose(SETTINGS, null, own, NOW, bits));
    }
  }

  @Test
  void requestsInFlightAloneAreNoLocalKnowledge() {
    OwnView[] own = {new OwnView(), new OwnView(), new OwnView()};
    own[0].began();
    assertThat(Selector.choose(SETTINGS, null, own, NOW, 1).level()).isEqualTo(DegradeLevel.STATIC);
  }

  @Test
  void levelsAreOrderedBestFirstAndHaveTheirWords() {
    assertThat(Arrays.stream(DegradeLevel.values()).map(DegradeLevel::word))
        .containsExactly("fresh", "aged", "local", "static", "pass-through");
  }
}
