package dev.samovar.llmsim.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> ran = new ArrayList<>();

  @Test
  void tasksRunInTheOrderInWhichTheyAreDue() {
    time.timers.after(20, () -> ran.add("late"));
    time.timers.after(10, () -> ran.add("early"));
    time.timers.after(10, () -> ran.add("early too"));
    time.advance(19);
    assertThat(ran).containsExactly("early", "early too");
    time.advance(1);
    assertThat(ran).containsExactly("early", "early too", "late");
  }

  @Test
  void cancelledTaskNeverRuns() {
    Timers.Timer timer = time.timers.after(5, () -> ran.add("cancelled"));
    timer.cancel();
    timer.cancel();
    assertThat(time.timers.untilNext()).isEqualTo(-1);
    time.advance(10);
    assertThat(ran).isEmpty();
  }

  @Test
  void taskThatSetsAnOverdueTaskDoesNotHoldTheCaller() {
    Runnable[] again = new Runnable[1];
    again[0] =
        () -> {
          ran.add("x");
          time.timers.after(0, again[0]);
        };
    time.timers.after(0, again[0]);
    time.timers.runDue();
    assertThat(ran).hasSize(1);
    assertThat(time.timers.untilNext()).isZero();
  }

  @Test
  void nothingSetMeansNoWait() {
    assertThat(time.timers.untilNext()).isEqualTo(-1);
    assertThat(time.timers.size()).isZero();
  }
}
