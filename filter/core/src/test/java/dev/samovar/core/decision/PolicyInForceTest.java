package dev.samovar.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which policy decides, what its list looks like, and what a second one would have done. */
class PolicyInForceTest {
  private static final String TWO =
      "'providers':[{'name':'a','model':'x'},{'name':'b','model':'y'}],";

  @Test
  void theProvidersGoesBeforeTheModelsAndThatBeforeTheSettings() {
    Choosing choosing =
        new Choosing(
            "'providers':[{'name':'a','policy':'session'},{'name':'b'}],'policy':'random',"
                + "'models':[{'name':'plain','targets':['b']},"
                + "{'name':'own','targets':['b'],'policy':'least-request'},"
                + "{'name':'one','targets':['a'],'policy':'least-request'},"
                + "{'name':'both','targets':['a','b'],'policy':'least-request'}]");
    assertThat(choosing.choose("plain").reason()).isEqualTo("random");
    assertThat(choosing.choose("own").reason()).isEqualTo("least-request");
    assertThat(choosing.choose("one").reason()).isEqualTo("session");
    assertThat(choosing.choose("both").reason()).isEqualTo("least-request");
  }

  @ParameterizedTest(name = "{0}, allowed: {1}, is {2}")
  @CsvSource({
    "random, true, random", "least-gpu-cache, true, least-kv-cache", "random, false, least-request",
    "nonsense, true, least-request", "'', true, least-request", "RANDOM, true, least-request",
    "throughput least-load, true, least-request"
  })
  void aRequestNamesItsPolicyWhereItMay(String named, boolean allowed, String reason) {
    Choosing choosing =
        new Choosing(
            TWO + "'policy':'least-request','allowRoutingStrategy':" + allowed, "a 1:1", "b 2:1");
    assertThat(choosing.strategy(named).choose("m").reason()).isEqualTo(reason);
  }

  @Test
  void theListNamesOtherEndpointsOfTheChosenProviderBestFirst() {
    Choosing choosing =
        new Choosing(
            TWO + "'policy':'least-kv-cache'", "a 1:1", "a 1:2", "a 1:3", "a 1:4", "b 2:1");
    double usage = 0.9;
    for (String address : new String[] {"1:1", "1:2", "1:3", "1:4"}) {
      choosing.endpoint("a", address).scraped(Choosing.NOW, 0, 0, usage);
      usage -= 0.1;
    }
    choosing.endpoint("b", "2:1").scraped(Choosing.NOW, 0, 0, 0.65);
    Decision decision = choosing.choose("m");
    assertThat(decision.endpoint().address()).isEqualTo("1:4");
    assertThat(Choosing.addresses(decision)).containsExactly("1:4", "1:3");
  }

  @Test
  void acrossProvidersItNamesThemAllUpToItsLength() {
    Choosing choosing =
        new Choosing(
            TWO + "'policy':'least-kv-cache','failover':{'endpoints':3,'acrossProviders':true}",
            "a 1:1",
            "a 1:2",
            "b 2:1",
            "b 2:2");
    choosing.endpoint("a", "1:1").scraped(Choosing.NOW, 0, 0, 0.1);
    choosing.endpoint("b", "2:1").scraped(Choosing.NOW, 0, 0, 0.2);
    choosing.endpoint("b", "2:2").scraped(Choosing.NOW, 0, 0, 0.3);
    choosing.endpoint("a", "1:2").scraped(Choosing.NOW, 0, 0, 0.4);
    assertThat(Choosing.addresses(choosing.choose("m"))).containsExactly("1:1", "2:1", "2:2");
  }

  @Test
  void anEmptyListIsWantedOrTheChosenOneHasNoAddress() {
    Choosing none = new Choosing(TWO + "'failover':{'endpoints':0}", "a 1:1", "b 2:1");
    assertThat(none.choose("m").ranked()).isEmpty();
    assertThat(none.choose("m").endpoint().address()).isNotEmpty();
    Choosing cloud =
        new Choosing(TWO + "'policy':'weighted','failover':{'acrossProviders':true}", "b 2:1");
    for (int i = 0; i < 50; i++) {
      Decision decision = cloud.choose("m");
      assertThat(decision.ranked()).hasSize(decision.endpoint().address().isEmpty() ? 0 : 1);
    }
  }

  @Test
  void theListNamesNobodyWhoWouldGetAnothersModel() {
    Choosing choosing =
        new Choosing(
            TWO
                + "'policy':'least-kv-cache','models':[{'name':'m','targets':["
                + "{'provider':'a','labels':{'v':'1'},'model':'one'},"
                + "{'provider':'a','labels':{'v':'2'},'model':'two'}]}]",
            "a 1:1",
            "a 1:2",
            "a 1:3");
    choosing.endpoint("a", "1:1").labels(new String[] {"v", "1"});
    choosing.endpoint("a", "1:2").labels(new String[] {"v", "2"});
    choosing.endpoint("a", "1:3").labels(new String[] {"v", "2"});
    choosing.endpoint("a", "1:1").scraped(Choosing.NOW, 0, 0, 0.2);
    choosing.endpoint("a", "1:2").scraped(Choosing.NOW, 0, 0, 0.1);
    choosing.endpoint("a", "1:3").scraped(Choosing.NOW, 0, 0, 0.3);
    Decision decision = choosing.choose("m");
    assertThat(decision.model()).isEqualTo("two");
    assertThat(Choosing.addresses(decision)).containsExactly("1:2", "1:3");
  }

  @Test
  void aShadowPolicyAgreesOrRegrets() {
    Choosing choosing =
        new Choosing(
            TWO + "'policy':'least-request','shadowPolicy':'least-kv-cache'", "a 1:1", "b 2:1");
    choosing.endpoint("a", "1:1").scraped(Choosing.NOW, 0, 0, 0.1);
    choosing.endpoint("b", "2:1").scraped(Choosing.NOW, 0, 9, 0.9);
    assertThat(choosing.choose("m").endpoint().address()).isEqualTo("1:1");
    assertThat(choosing.selector.shadow().agrees()).isTrue();
    assertThat(choosing.selector.shadow().regret()).isZero();
    choosing.endpoint("a", "1:1").scraped(Choosing.NOW + 1, 0, 0, 0.9);
    choosing.endpoint("b", "2:1").scraped(Choosing.NOW + 1, 0, 9, 0.1);
    for (int i = 0; i < 5; i++) {
      choosing.endpoint("b", "2:1").own().began(0, Choosing.NOW);
    }
    assertThat(choosing.choose("m").endpoint().address()).isEqualTo("1:1");
    assertThat(choosing.selector.shadow().agrees()).isFalse();
    assertThat(choosing.selector.shadow().regret()).isGreaterThan(0).isFinite();
  }

  @Test
  void aShadowDoesNotMoveTheCursorOfTheSamePolicy() {
    Choosing choosing =
        new Choosing(TWO + "'policy':'round-robin','shadowPolicy':'round-robin'", "a 1:1", "a 1:2");
    Choosing alone = new Choosing(TWO + "'policy':'round-robin'", "a 1:1", "a 1:2");
    assertThat(choosing.shares("m", 90)).isEqualTo(alone.shares("m", 90)).hasSize(3);
  }

  @Test
  void withoutAShadowThereIsNone() {
    assertThat(new Choosing(TWO + "'policy':'random'").selector.shadow()).isNull();
  }

  @Test
  void aBurstBeforeTheFirstAnswerIsSpread() {
    Choosing choosing = new Choosing(TWO + "'policy':'expected-wait'");
    Decision first = choosing.choose("m");
    assertThat(first.level()).isEqualTo(DegradeLevel.STATIC);
    first.endpoint().own().began(0, Choosing.NOW);
    Decision second = choosing.choose("m");
    assertThat(second.level()).isEqualTo(DegradeLevel.LOCAL);
    assertThat(second.provider()).isNotEqualTo(first.provider());
  }
}
