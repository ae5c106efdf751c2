package dev.samovar.agent.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTest {
  private static final List<String> FIVE = List.of("a-1", "a-2", "a-3", "a-4", "a-5");
  private static final List<String> THINGS =
      IntStream.range(0, 2_000).mapToObj(i -> "p/10.0.0." + i % 250 + ":" + i).toList();

  @Test
  void nobodyOwnsWhereNobodyIs() {
    assertThat(Rendezvous.owner("x", List.of())).isEmpty();
  }

  @Test
  void theOwnerDoesNotDependOnTheOrder() {
    List<String> other = List.of("a-5", "a-3", "a-1", "a-2", "a-4");
    assertThat(THINGS).allMatch(t -> Rendezvous.owner(t, FIVE).equals(Rendezvous.owner(t, other)));
  }

  @Test
  void theShareIsEven() {
    Map<String, Integer> counts = new HashMap<>();
    THINGS.forEach(t -> counts.merge(Rendezvous.owner(t, FIVE), 1, Integer::sum));
    assertThat(counts.values()).hasSize(5).allMatch(count -> count > 320 && count < 480);
  }

  @Test
  void oneLessMovesOnlyWhatItHad() {
    List<String> four = FIVE.subList(0, 4);
    assertThat(THINGS)
        .allMatch(
            t -> {
              String before = Rendezvous.owner(t, FIVE);
              return before.equals("a-5") || before.equals(Rendezvous.owner(t, four));
            });
  }
}
