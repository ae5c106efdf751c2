package dev.samovar.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the model that is asked for to the targets that it may have. */
class ModelRulesTest {
  private static final String PROVIDERS =
      "'providers':[{'name':'a','model':'model-a'},{'name':'b'},{'name':'c'}],"
          + "'tenantHeader':'x-tenant',";

  @ParameterizedTest(name = "{0} goes to {1}")
  @CsvSource({
    "exact, a", "other-name, a", "Exact, 404", "exac, 404", "exactly, 404", "'', 404",
    "pre-x, b", "pre-, b", "pre, 404", "pre-long-x, c", "pre-long, b", "PRE-x, 404"
  })
  void aNameAnAliasThenTheLongestPrefix(String model, String provider) {
    Choosing choosing =
        new Choosing(
            PROVIDERS
                + "'models':[{'name':'pre-*','targets':['b']},"
                + "{'name':'exact','aliases':['other-name'],'targets':['a']},"
                + "{'name':'pre-long-*','targets':['c']}]");
    assertThat(choosing.provider(model)).isEqualTo(provider);
  }

  @Test
  void aStarTakesWhateverNoOtherTakes() {
    Choosing choosing =
        new Choosing(
            PROVIDERS
                + "'models':[{'name':'*','targets':['c']},{'name':'m','targets':['a']},"
                + "{'name':'m-*','targets':['b']}]");
    assertThat(choosing.provider("m")).isEqualTo("a");
    assertThat(choosing.provider("m-1")).isEqualTo("b");
    assertThat(choosing.provider("x")).isEqualTo("c");
  }

  @Test
  void withoutModelsEveryNameGoesToEveryProvider() {
    Choosing choosing = new Choosing(PROVIDERS + "'policy':'random'");
    assertThat(choosing.shares("anything", 200)).containsOnlyKeys("a", "b", "c");
  }

  @Test
  void aBodyThatIsNotReadYetMayGoToEveryProvider() {
    Choosing choosing =
        new Choosing(PROVIDERS + "'policy':'random','models':[{'name':'m','targets':['a']}]");
    assertThat(choosing.shares(null, 200)).containsOnlyKeys("a", "b", "c");
  }

  @Test
  void theFirstRuleWhoseConditionsAllHoldWins() {
    String rules =
        PROVIDERS
            + "'models':[{'name':'m','rules':["
            + "{'headers':{'x-env':'prod','x-zone':'1'},'targets':['a']},"
            + "{'tenant':'acme','targets':['b']},"
            + "{'promptTokensFrom':1000,'promptTokensBelow':2000,'targets':['c']}]}]";
    Choosing both = new Choosing(rules).header("x-env", "prod").header("x-zone", "1");
    assertThat(both.provider("m")).isEqualTo("a");
    assertThat(both.tenant("acme").provider("m")).as("the first wins").isEqualTo("a");
    assertThat(new Choosing(rules).header("x-env", "prod").provider("m")).isEqualTo("404");
    assertThat(new Choosing(rules).header("x-env", "Prod").header("x-zone", "1").provider("m"))
        .isEqualTo("404");
    assertThat(new Choosing(rules).tenant("acme").provider("m")).isEqualTo("b");
    assertThat(new Choosing(rules).tenant("other").provider("m")).isEqualTo("404");
    assertThat(new Choosing(rules).prompt(999).provider("m")).isEqualTo("404");
    assertThat(new Choosing(rules).prompt(1000).provider("m")).isEqualTo("c");
    assertThat(new Choosing(rules).prompt(1999).provider("m")).isEqualTo("c");
    assertThat(new Choosing(rules).prompt(2000).provider("m")).isEqualTo("404");
  }

  @Test
  void weightsShareTheRequests() {
    Choosing choosing =
        new Choosing(
            PROVIDERS
                + "'models':[{'name':'m','targets':[{'provider':'a','weight':3},"
                + "{'provider':'b','weight':1},{'provider':'c','weight':0}]}]");
    Map<String, Integer> shares = choosing.shares("m", 4000);
    assertThat(shares).containsOnlyKeys("a", "b");
    assertThat(shares.get("a")).isBetween(2850, 3150);
  }

  @Test
  void aSplitByUserIsStableAndOneBySessionIsToo() {
    for (String by : new String[] {"user", "session"}) {
      String fields =
          PROVIDERS
              + "'models':[{'name':'m','splitBy':'"
              + by
              + "','targets':[{'provider':'a','weight':1},{'provider':'b','weight':1}]}]";
      Set<String> seen = new HashSet<>();
      for (long who = 1; who <= 40; who++) {
        Choosing choosing = new Choosing(fields);
        if (by.equals("user")) {
          choosing.user(who);
        } else {
          choosing.demand.session = who;
        }
        assertThat(choosing.shares("m", 20)).as(by + who).hasSize(1);
        seen.add(choosing.provider("m"));
      }
      assertThat(seen).containsExactlyInAnyOrder("a", "b");
      assertThat(new Choosing(fields).shares("m", 100)).as("nobody is anybody").hasSize(2);
    }
  }

  @Test
  void aDrawnTargetIsKeptToUnlessAllOfItIsOut() {
    String fields =
        PROVIDERS
            + "'policy':'random','models':[{'name':'m','splitBy':'user','targets':["
            + "{'provider':'a','weight':1},{'provider':'b','weight':1}]}]";
    Choosing choosing = new Choosing(fields, "a 1:1", "a 1:2", "b 2:1");
    long user = 1;
    while (!choosing.user(user).provider("m").equals("a")) {
      user++;
    }
    choosing.out("a", "1:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("a 1:2");
    choosing.out("a", "1:2");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("b 2:1");
    choosing.out("b", "2:1");
    assertThat(choosing.shares("m", 50)).as("any try is better").containsOnlyKeys("a 1:1", "a 1:2");
  }

  @Test
  void aWeightInReserveSharesNothing() {
    Choosing choosing =
        new Choosing(
            PROVIDERS
                + "'models':[{'name':'m','targets':[{'provider':'a','weight':1},"
                + "{'provider':'b','weight':1},{'provider':'c','weight':99,'priority':1}]}]",
            "a 1:1",
            "b 2:1",
            "c 3:1");
    assertThat(choosing.shares("m", 200)).containsOnlyKeys("a 1:1", "b 2:1");
    choosing.out("a", "1:1").out("b", "2:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("c 3:1");
  }

  @Test
  void theUpstreamModelIsTheTargetsThenTheAdapterThenTheProviders() {
    Choosing choosing =
        new Choosing(
            PROVIDERS
                + "'models':[{'name':'t','targets':[{'provider':'a','model':'of-target','lora':'l'}]},"
                + "{'name':'l','targets':[{'provider':'a','lora':'adapter'}]},"
                + "{'name':'p','targets':['a']},{'name':'c','targets':['b']}]");
    assertThat(choosing.choose("t").model()).isEqualTo("of-target");
    assertThat(choosing.choose("l").model()).isEqualTo("adapter");
    assertThat(choosing.choose("p").model()).isEqualTo("model-a");
    assertThat(choosing.choose("c").model()).as("the client's").isNull();
  }
}
