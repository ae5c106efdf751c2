package dev.samovar.cli.simulate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventsTest {
  private final Events events = new Events();

  @Test
  void whatHappensHappensInOrderOfTime() {
    Random random = new Random(1);
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      events.at(random.nextInt(1_000), () -> seen.add(events.now()));
    }
    events.runUntil(1_000);
    assertThat(seen).hasSize(5_000).isSorted();
  }

  @Test
  void whatIsDueAtTheSameTimeHappensInTheOrderOfAsking() {
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      events.at(7, () -> seen.add(number));
    }
    events.runUntil(7);
    assertThat(seen).hasSize(100).isSorted();
  }

  @Test
  void whatFollowsWithinTheTimeHappensToo() {
    List<Long> seen = new ArrayList<>();
    events.at(1, () -> events.after(2, () -> seen.add(events.now())));
    events.at(9, () -> seen.add(events.now()));
    events.runUntil(8);
    assertThat(seen).containsExactly(3L);
    assertThat(events.now()).isEqualTo(8);
  }

  @Test
  void nothingHappensInThePast() {
    events.runUntil(5);
    assertThatThrownBy(() -> events.at(4, () -> {})).hasMessage("time: 4 is before now, 5");
  }
}
