package dev.samovar.llmsim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyntheticLoadTest {
  private static final long SECOND = 1_000_000_000L;

  private final Rig rig = new Rig(Capacity.ofSlots(256), new Pace(20_000_000, 5_000_000));
  private final SyntheticLoad load = new SyntheticLoad(rig.engine);

  private static SyntheticLoad.Order order(int waiting, int running) {
    return new SyntheticLoad.Order(waiting, running, 160, 100);
  }

  private int waiting() {
    return rig.engine.load().waiting();
  }

  private int running() {
    return rig.engine.load().running();
  }

  @Test
  void orderedCountsAreThereAtOnceAndDrain() {
    load.start(order(20, 60));
    assertThat(waiting()).isEqualTo(20);
    assertThat(running()).isEqualTo(60);
    assertThat(rig.engine.load().usedBlocks()).isEqualTo(600);
    assertThat(load.left()).isEqualTo(80);
    rig.time.advance(SECOND / 2);
    assertThat(waiting()).isEqualTo(20);
    rig.time.advance(SECOND);
    assertThat(waiting()).isZero();
    assertThat(running()).isEqualTo(20);
    rig.time.advance(10 * SECOND);
    assertThat(rig.engine.load()).isEqualTo(Load.IDLE);
    assertThat(load.left()).isZero();
    assertThat(rig.counted.lifetimes).hasSize(80);
  }

  @Test
  void requestThatComesMeanwhileWaitsBehindIt() {
    load.start(order(20, 60));
    rig.submit("late", 16, 1);
    assertThat(waiting()).isEqualTo(21);
    rig.time.advance(10 * SECOND);
    assertThat(rig.said).hasSize(2);
    assertThat(rig.counted.lifetimes.stream().filter(one -> one.outputTokens() == 1).findFirst())
        .hasValueSatisfying(one -> assertThat(one.queueNanos()).isGreaterThan(SECOND / 2));
  }

  @Test
  void withoutAQueueRequestsFindTheirSlotAtOnce() {
    load.start(order(0, 60));
    rig.submit("next", 16, 1);
    assertThat(running()).isEqualTo(61);
    assertThat(waiting()).isZero();
  }

  @Test
  void queueAloneDrainsToo() {
    load.start(order(5, 0));
    assertThat(running()).isEqualTo(1);
    assertThat(waiting()).isEqualTo(4);
    rig.time.advance(10 * SECOND);
    assertThat(load.left()).isZero();
  }

  @Test
  void whatTheEngineHasNoRoomForWaits() {
    load.start(order(0, 300));
    assertThat(running()).isEqualTo(256);
    assertThat(waiting()).isEqualTo(44);
  }

  @Test
  void clearedLoadIsGoneAtOnceAndLeavesRequestsAlone() {
    rig.submit("before", 16, 500);
    load.start(order(20, 60));
    rig.submit("behind", 16, 1);
    rig.time.advance(SECOND / 10);
    load.clear();
    load.clear();
    assertThat(load.left()).isZero();
    assertThat(running()).isEqualTo(2);
    assertThat(waiting()).isZero();
    rig.time.advance(10 * SECOND);
    assertThat(rig.of("before")).hasSize(501);
    assertThat(rig.of("behind")).hasSize(2);
    assertThat(rig.counted.lifetimes.stream().filter(one -> one.end() == Lifetime.End.ABORT))
        .hasSize(80);
  }

  @Test
  void newOrderReplacesWhatIsLeftOfTheOld() {
    load.start(order(20, 60));
    load.start(order(2, 3));
    assertThat(running()).isEqualTo(3);
    assertThat(waiting()).isEqualTo(2);
    load.start(order(0, 0));
    assertThat(rig.engine.load()).isEqualTo(Load.IDLE);
  }
}
