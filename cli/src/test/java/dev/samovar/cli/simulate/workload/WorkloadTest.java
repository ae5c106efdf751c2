package dev.samovar.cli.simulate.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  private static final Chat CHAT =
      new Chat(
          5,
          new Tokens(400, 0.5, 1000),
          4,
          new Tokens(50, 1, 500),
          new Tokens(80, 0.5, 400),
          10,
          4096,
          0,
          Burst.NONE);
  private static final Independent INDEPENDENT =
      new Independent(new Tokens(500, 1, 8000), new Tokens(100, 0.5, 1000), 3, 0.5, Burst.NONE);
  private static final long END = 400_000_000;

  private static List<Request> all(Workload workload) {
    List<Request> all = new ArrayList<>();
    for (Request next = workload.next(); next != null; next = workload.next()) {
      all.add(next);
    }
    return all;
  }

  @Test
  void theSameSeedGivesTheSameRequestsAndAnotherDoesNot() {
    assertThat(all(INDEPENDENT.begin(1, 10, END))).isEqualTo(all(INDEPENDENT.begin(1, 10, END)));
    assertThat(all(INDEPENDENT.begin(1, 10, END))).isNotEqualTo(all(INDEPENDENT.begin(2, 10, END)));
    assertThat(all(CHAT.begin(1, 10, END))).isEqualTo(all(CHAT.begin(1, 10, END)));
  }

  @Test
  void requestsComeInOrderAtTheAskedRate() {
    List<Request> all = all(INDEPENDENT.begin(1, 20, END));
    assertThat(all).extracting(Request::at).isSorted().allMatch(at -> at >= 0 && at < END);
    assertThat(all.size() / 400.0).isCloseTo(20, within(1.0));
  }

  @Test
  void tokensHaveTheirMeanWhereTheyAreNotCut() {
    Dice dice = new Dice(5);
    double sum = 0;
    for (int i = 0; i < 200_000; i++) {
      sum += dice.tokens(new Tokens(300, 0.8, 1_000_000));
    }
    assertThat(sum / 200_000).isCloseTo(300, within(5.0));
  }

  @Test
  void burstsKeepTheMeanRate() {
    Burst burst = new Burst(60_000_000, 10_000_000, 5);
    Independent bursty = new Independent(INDEPENDENT.prompt(), INDEPENDENT.output(), 0, 0, burst);
    List<Request> all = all(bursty.begin(1, 20, 1_200_000_000));
    assertThat(all.size() / 1200.0).isCloseTo(20, within(1.0));
    long within = all.stream().filter(r -> r.at() % 60_000_000 < 10_000_000).count();
    assertThat((double) within / all.size()).isCloseTo(0.5, within(0.03));
  }

  @Test
  void aConversationGrowsByEachTurnAndItsAnswer() {
    Workload chat = CHAT.begin(3, 10, END);
    Request turn = chat.next();
    int turns = 0;
    for (Request next = chat.after(turn, turn.at(), false); next != null; turns++) {
      assertThat(next.prompt().own()).isEqualTo(turn.prompt().own());
      assertThat(next.turn()).isEqualTo(turn.turn() + 1);
      assertThat(next.prompt().tokens())
          .isEqualTo(turn.prompt().tokens() + turn.outputTokens() + next.turnTokens());
      assertThat(next.at()).isGreaterThanOrEqualTo(turn.at());
      assertThat(next.prompt().tokens() + next.outputTokens()).isLessThanOrEqualTo(4096);
      int blocks = turn.prompt().tokens() / 16;
      for (int k = 0; k < blocks; k++) {
        assertThat(next.prompt().block(k, 16)).isEqualTo(turn.prompt().block(k, 16));
      }
      turn = next;
      next = chat.after(turn, turn.at(), false);
    }
    assertThat(turns).isPositive();
  }

  @Test
  void aLostTurnEndsItsConversation() {
    Workload chat = CHAT.begin(3, 10, END);
    assertThat(chat.after(chat.next(), 1000, true)).isNull();
  }

  @Test
  void aChatHasItsRateFromTheBegin() {
    Workload chat = CHAT.begin(1, 10, END);
    List<Request> all = all(chat);
    for (int i = 0; i < all.size(); i++) {
      Request next = chat.after(all.get(i), all.get(i).at() + 2_400_000, false);
      if (next != null) {
        all.add(next);
      }
    }
    for (long from = 0; from < END; from += 100_000_000) {
      long begin = from;
      long count = all.stream().filter(r -> r.at() / 100_000_000 == begin / 100_000_000).count();
      assertThat(count / 100.0).isCloseTo(10, within(1.5));
    }
  }

  @Test
  void aTraceKeepsItsPrefixesAndTakesAnyRate() {
    Trace trace =
        new Trace(
            List.of(
                new Trace.Row(0, 100, 10, "a", 100),
                new Trace.Row(1, 200, 10, "a", 200),
                new Trace.Row(2, 100, 10, "b", 32),
                new Trace.Row(3, 100, 10, "b", 32),
                new Trace.Row(4, 100, 10, "", 100)));
    assertThat(trace.ownRate()).isCloseTo(1, within(1e-9));
    List<Request> all = all(trace.begin(1, 2, 2_500_000));
    assertThat(all)
        .extracting(Request::at)
        .containsExactly(0L, 500_000L, 1_000_000L, 1_500_000L, 2_000_000L);
    assertThat(all.get(1).prompt().block(5, 16)).isEqualTo(all.get(0).prompt().block(5, 16));
    assertThat(all.get(1).turn()).isEqualTo(2);
    assertThat(all.get(3).prompt().block(1, 16)).isEqualTo(all.get(2).prompt().block(1, 16));
    assertThat(all.get(3).prompt().block(2, 16)).isNotEqualTo(all.get(2).prompt().block(2, 16));
    assertThat(all.get(4).prompt().block(0, 16)).isNotEqualTo(all.get(3).prompt().block(0, 16));
    assertThat(all(trace.begin(1, 2, 5_000_000))).hasSize(10);
  }
}
