package dev.samovar.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Settings;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.policy.Demand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
  private static final long NOW = 1_763_700_000_000L;
  private static final Settings SETTINGS =
      ConfigurationReader.read(
              "{\"policy\":\"least-load\",\"freshFor\":1000,\"staleAfter\":10000,"
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
    Fleet fleet = new Fleet();
    String[] latencies = seen.split(";");
    for (int i = 0; i < latencies.length; i++) {
      Endpoint whole = fleet.group(SETTINGS.providers().get(i).name()).whole();
      if (loads != null) {
        whole.load(Double.parseDouble(loads.split(";")[i]), NOW - (long) age);
      }
      if (latencies[i].equals("F")) {
        whole.own().health().failed(NOW, 0, 1);
      } else if (!latencies[i].equals("-")) {
        whole.own().averages().firstByte(Double.parseDouble(latencies[i]));
      }
    }
    Decision decision = new Selector(SETTINGS, fleet, null).choose(ask("m"), NOW, 12345);
    if (provider.equals("any")) {
      assertThat(decision.provider()).isBetween(0, 2);
    } else {
      assertThat(decision.provider()).isEqualTo(Integer.parseInt(provider));
    }
    assertThat(decision.level()).isEqualTo(level);
    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.ageMillis()).isEqualTo(ageTold);
  }

  private static Ask ask(String model) {
    return new Ask(model, new Demand(), name -> null, null, null, 0);
  }
}
