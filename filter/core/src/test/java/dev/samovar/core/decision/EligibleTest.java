package dev.samovar.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Endpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which endpoints a request may go to: there is always one. */
class EligibleTest {
  private static final String RANDOM = "'policy':'random','providers':[{'name':'a'},{'name':'b'}],";

  @Test
  void everyEndpointOfAnIdleFleetGetsItsShare() {
    Map<String, Integer> shares =
        new Choosing(RANDOM + "'x':0", "a 1:1", "a 1:2", "b 2:1").shares("m", 3000);
    assertThat(shares).containsOnlyKeys("a 1:1", "a 1:2", "b 2:1");
    assertThat(shares.values()).allMatch(count -> count > 850);
  }

  @Test
  void aProviderWithoutKnownEndpointsIsOneItself() {
    assertThat(new Choosing(RANDOM + "'x':0", "a 1:1").shares("m", 200))
        .containsOnlyKeys("a 1:1", "b");
  }

  @Test
  void whatCoolsDownIsLeftOutAndProbedOnceAfterwards() {
    Choosing choosing = new Choosing(RANDOM + "'x':0", "a 1:1", "a 1:2", "b 2:1").out("a", "1:1");
    assertThat(choosing.shares("m", 200)).containsOnlyKeys("a 1:2", "b 2:1");
    choosing.now += 60_000;
    assertThat(choosing.shares("m", 200)).containsKey("a 1:1");
    choosing.endpoint("a", "1:1").own().health().probing(choosing.now);
    assertThat(choosing.shares("m", 200)).as("one probe is enough").doesNotContainKey("a 1:1");
    choosing.endpoint("a", "1:1").own().health().succeeded(choosing.now);
    assertThat(choosing.shares("m", 200)).containsKey("a 1:1");
  }

  @Test
  void whereAllAreOutAllOfTheFirstPriorityAreTried() {
    String fields =
        "'policy':'random','providers':[{'name':'a'},{'name':'b','priority':1},"
            + "{'name':'c','priority':7}]";
    Choosing choosing = new Choosing(fields, "a 1:1", "a 1:2", "b 2:1", "c 3:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("a 1:1", "a 1:2");
    choosing.out("a", "1:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("a 1:2");
    choosing.out("a", "1:2");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("b 2:1");
    choosing.out("b", "2:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("c 3:1");
    choosing.out("c", "3:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("a 1:1", "a 1:2");
  }

  @Test
  void aWeightOfZeroGetsNothingEvenWhereAllAreOut() {
    Choosing choosing =
        new Choosing(
            "'policy':'random','providers':[{'name':'a'},{'name':'b','weight':0}]",
            "a 1:1",
            "b 2:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("a 1:1");
    choosing.out("a", "1:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("a 1:1");
  }

  private static Choosing labelled(String... labels) {
    Choosing choosing =
        new Choosing(
            RANDOM
                + "'models':[{'name':'m','targets':[{'provider':'a','labels':{'version':'v2'}}]}]",
            "a 1:1",
            "a 1:2",
            "a 1:3");
    for (int i = 0; i < labels.length; i++) {
      choosing.endpoint("a", "1:" + (i + 1)).labels(new String[] {"version", labels[i]});
    }
    return choosing;
  }

  @Test
  void onlyEndpointsWithTheLabelsAreMeant() {
    assertThat(labelled("v2", "v1", "v2").shares("m", 100)).containsOnlyKeys("a 1:1", "a 1:3");
  }

  @Test
  void whereNoneHasTheLabelsTheProxyFindsOneItself() {
    Choosing choosing = labelled("v1", "v1", "v1");
    Decision decision = choosing.choose("m");
    assertThat(decision.endpoint().address()).isEmpty();
    assertThat(decision.ranked()).isEmpty();
    assertThat(choosing.settings.providers().get(decision.provider()).name()).isEqualTo("a");
  }

  @Test
  void aTargetWhoseLabelsNobodyHasIsNoneBesideOthers() {
    Choosing choosing =
        new Choosing(
            RANDOM + "'models':[{'name':'m','targets':[{'provider':'a','labels':{'x':'y'}},'b']}]",
            "a 1:1",
            "b 2:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("b 2:1");
    choosing.out("b", "2:1");
    assertThat(choosing.shares("m", 50)).containsOnlyKeys("b 2:1");
  }

  @Test
  void endpointsWithTheAdapterGoFirstAndAllWhereNoneHasIt() {
    Choosing choosing =
        new Choosing(
            RANDOM + "'models':[{'name':'m','targets':[{'provider':'a','lora':'x'}]}]",
            "a 1:1",
            "a 1:2");
    assertThat(choosing.shares("m", 100)).containsOnlyKeys("a 1:1", "a 1:2");
    choosing.endpoint("a", "1:2").adapters(new String[] {"w", "x"});
    assertThat(choosing.shares("m", 100)).containsOnlyKeys("a 1:2");
    choosing.out("a", "1:2");
    assertThat(choosing.shares("m", 100)).containsOnlyKeys("a 1:1");
  }

  @Test
  void anEndpointThatIsGoneIsNoCandidateWhileItStillHasRequests() {
    Choosing choosing = new Choosing(RANDOM + "'x':0", "a 1:1", "a 1:2", "b 2:1");
    Endpoint gone = choosing.endpoint("a", "1:1");
    gone.own().began(1, Choosing.NOW);
    choosing.fleet.begin();
    choosing.fleet.keep(choosing.endpoint("a", "1:2"));
    choosing.fleet.keep(choosing.endpoint("b", "2:1"));
    choosing.fleet.end();
    assertThat(choosing.shares("m", 100)).containsOnlyKeys("a 1:2", "b 2:1");
    assertThat(choosing.endpoint("a", "1:1")).isSameAs(gone);
  }

  @Test
  void moreEndpointsThanEverAreAllCandidates() {
    String[] endpoints = new String[600];
    for (int i = 0; i < endpoints.length; i++) {
      endpoints[i] = "a 10.0." + i / 250 + "." + i % 250 + ":80";
    }
    assertThat(new Choosing(RANDOM + "'x':0", endpoints).shares("m", 12_000)).hasSize(601);
  }
}
