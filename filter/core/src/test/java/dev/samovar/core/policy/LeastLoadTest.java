package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Endpoint;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeastLoadTest {

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource({
    "90;10,            1, the smallest wins",
    "10;90,            0, the smallest wins",
    "5,                0, the only one",
    "7;7;7,            0, a tie goes to the configured order",
    "9;7;7,            1, a tie goes to the configured order",
    "0;-1,             1, a number may be negative",
    "-0.0;0.0,         0, both zeros are alike",
    "0.0;-0.0,         0, both zeros are alike",
    "1;0.9999999999,   1, nothing is rounded",
    "90;NaN;10,        2, unknown is never idle",
    "NaN;90;10,        2, unknown is the median: 50",
    "NaN;90,           0, unknown ties with the only known one",
    "90;NaN,           0, unknown ties with the only known one",
    "NaN;90;10;80,     2, unknown is 80",
    "90;NaN;NaN;100;200, 0, unknown is 100",
    "1.7e308;1.6e308,  1, huge numbers are compared too"
  })
  void theSmallestNumberWins(String loads, int expected, String why) {
    double[] values = Arrays.stream(loads.split(";")).mapToDouble(Double::parseDouble).toArray();
    Candidates among = new Candidates();
    among.begin(0);
    for (int i = 0; i < values.length; i++) {
      Endpoint endpoint = new Endpoint("p" + i, "", i);
      endpoint.load(values[i], 0);
      among.add(endpoint, 1);
    }
    Draw draw = new Draw();
    Ranking ranking = new Ranking();
    ranking.rank(among, new LeastLoad().score(among, new Demand(), draw), draw, 1);
    assertThat(ranking.get(0)).as(why).isEqualTo(expected);
  }
}
