package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.cli.simulate.gateway.Contestant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeployedTest {

  @Test
  void anAliasIsReadAsThePolicy() {
    assertThat(Deployed.named(List.of("p2c")))
        .singleElement()
        .extracting(Contestant::name, Contestant::policy)
        .containsExactly("power-of-two", "power-of-two");
  }

  @Test
  void everyPolicyKnowsWhatTheFilterKnows() {
    for (Contestant contestant : Deployed.named(Deployed.USUAL)) {
      assertThat(contestant.place()).isEqualTo(Contestant.Place.WORKER);
      assertThat(contestant.exchange()).isEqualTo(250_000);
      assertThat(contestant.scrape()).isEqualTo(250_000);
      assertThat(contestant.counts()).isTrue();
      assertThat(contestant.guards()).isTrue();
    }
  }

  @Test
  void everyWrongNameIsSaid() {
    assertThatThrownBy(() -> Deployed.named(List.of("rand0m", "least-load", "p2c", "power-of-two")))
        .isInstanceOf(OrderException.class)
        .hasMessageContaining("rand0m: no such policy; there are expected-wait, random")
        .hasMessageContaining("least-load: chooses among providers")
        .hasMessageContaining("power-of-two: is named twice");
  }
}
