package dev.samovar.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OwnTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Own own = new Own();

  private void begin(int times, long at) {
    for (int i = 0; i < times; i++) {
      own.began(100, at);
    }
  }

  @Test
  void aRequestIsCountedFromItsBeginningToItsEnd() {
    own.began(1_000, NOW);
    own.began(500, NOW + 10);
    assertThat(own.inFlight()).isEqualTo(2);
    assertThat(own.pendingRequests()).isEqualTo(2);
    assertThat(own.pendingTokens()).isEqualTo(1_500);
    own.firstToken(1_000, NOW + 200);
    assertThat(own.pendingTokens()).isEqualTo(500);
    assertThat(own.lastFirstToken()).isEqualTo(NOW + 200);
    own.ended(500, false, NOW + 300);
    assertThat(own.pendingTokens()).isZero();
    assertThat(own.lastFirstToken()).as("an end is no first token").isEqualTo(NOW + 200);
    own.ended(1_000, true, NOW + 400);
    assertThat(own.inFlight()).isZero();
    assertThat(own.begun()).isEqualTo(2);
  }

  @Test
  void whatEndsTwiceTakesNothingBelowZero() {
    own.began(100, NOW);
    own.ended(100, false, NOW);
    own.ended(100, false, NOW);
    own.ended(100, true, NOW);
    own.firstToken(100, NOW);
    assertThat(own.inFlight()).isZero();
    assertThat(own.pendingRequests()).isZero();
    assertThat(own.pendingTokens()).isZero();
    own.began(100, NOW);
    assertThat(own.inFlight()).isEqualTo(1);
  }

  @Test
  void countsNeverContradictEachOtherWhateverIsTold() {
    Random random = new Random(5);
    long at = NOW;
    for (int i = 0; i < 20_000; i++) {
      at += random.nextInt(40) - 10;
      int tokens = random.nextInt(1_000) - 200;
      switch (random.nextInt(4)) {
        case 0 -> own.began(tokens, at);
        case 1 -> own.firstToken(tokens, at);
        case 2 -> own.ended(tokens, random.nextBoolean(), at);
        default -> own.scraped(at - random.nextInt(3_000), Double.NaN, Double.NaN);
      }
      assertThat(own.inFlight()).isNotNegative();
      assertThat(own.pendingRequests()).isBetween(0, own.inFlight());
      assertThat(own.pendingTokens()).isNotNegative();
      assertThat(own.atScrape()).isNotNegative();
      assertThat(own.pendingAtScrape()).isBetween(0, own.atScrape());
    }
  }

  @Test
  void whatWasInFlightAtTheScrapeIsNotCountedTwice() {
    begin(3, NOW);
    begin(2, NOW + 400);
    own.ended(100, false, NOW + 600);
    own.scraped(NOW + 500, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isEqualTo(5);
    assertThat(own.pendingAtScrape()).isEqualTo(5);
    assertThat(own.sinceScrape()).isEqualTo(-1);
    own.scraped(NOW + 200, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isEqualTo(3);
    assertThat(own.sinceScrape()).isEqualTo(1);
    own.scraped(NOW - 1, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isZero();
  }

  @Test
  void aBurstRightAfterAScrapeIsNotTakenForOneBeforeIt() {
    begin(1, NOW);
    begin(200, NOW + 3);
    own.scraped(NOW + 2, Double.NaN, Double.NaN);
    assertThat(own.sinceScrape()).isGreaterThan(60);
    begin(100, NOW + 100);
    own.scraped(NOW + 99, Double.NaN, Double.NaN);
    assertThat(own.sinceScrape()).isEqualTo(100);
  }

  @Test
  void aMomentWithinAMarkLiesBetween() {
    for (int i = 0; i <= 40; i++) {
      own.began(0, NOW + i);
    }
    own.scraped(NOW + 20, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isBetween(18, 22);
  }

  @Test
  void aMomentBeforeAllMarksIsTheOldestThatIsKnown() {
    for (int i = 0; i < 1_000; i++) {
      own.began(0, NOW + 50L * i);
    }
    own.scraped(NOW, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).as("64 marks back").isEqualTo(936);
    own.scraped(NOW + 50 * 990, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isEqualTo(991);
  }

  @Test
  void aScrapeThatShowsMoreThanThereWasShowsWhatCameALittleLater() {
    begin(5, NOW);
    begin(40, NOW + 1_150);
    begin(100, NOW + 1_900);
    own.scraped(NOW + 1_000, 3, 30);
    assertThat(own.atScrape()).isEqualTo(30);
    assertThat(own.pendingAtScrape()).as("nor waits more than was in flight").isEqualTo(5);
    own.scraped(NOW + 1_000, 20, 80);
    assertThat(own.atScrape()).as("all that were").isEqualTo(45);
    assertThat(own.pendingAtScrape()).isEqualTo(20);
    own.scraped(NOW + 1_000, 0, 4);
    assertThat(own.atScrape()).as("never less than there were").isEqualTo(5);
  }

  @Test
  void whatSiblingsHaveCountsUntilARoundSaysOtherwise() {
    begin(2, NOW);
    assertThat(own.siblings(1, 3, 2, 50, NOW + 100)).isTrue();
    assertThat(own.siblings(1, 4, 1, 30, NOW + 100)).isFalse();
    own.siblingsTold(1, NOW + 100);
    assertThat(own.inFlight()).isEqualTo(9);
    assertThat(own.mine()).isEqualTo(2);
    assertThat(own.pendingRequests()).isEqualTo(5);
    assertThat(own.minePending()).isEqualTo(2);
    assertThat(own.pendingTokens()).isEqualTo(280);
    assertThat(own.mineTokens()).isEqualTo(200);
    own.scraped(NOW + 500, Double.NaN, Double.NaN);
    own.siblingsTold(2, NOW + 1_000);
    assertThat(own.inFlight()).isEqualTo(2);
    assertThat(own.atScrape()).isEqualTo(9);
    assertThat(own.sinceScrape()).isEqualTo(-7);
    own.ended(100, false, NOW + 1_000);
    own.ended(100, false, NOW + 1_000);
    assertThat(own.inFlight()).isZero();
    assertThat(own.pendingTokens()).isZero();
  }

  @Test
  void whatSiblingsTellSoonAfterAScrapeIsInIt() {
    own.began(0, NOW);
    own.scraped(NOW + 1_000, 0, 12);
    assertThat(own.atScrape()).isEqualTo(1);
    own.siblings(1, 30, 0, 0, NOW + 1_150);
    assertThat(own.atScrape()).isEqualTo(12);
    own.scraped(NOW + 2_000, 0, 40);
    own.siblings(2, 50, 0, 0, NOW + 2_300);
    assertThat(own.atScrape()).as("too late").isEqualTo(31);
  }

  @Test
  void anEndpointNeverUsedHasNothingInItsScrape() {
    own.scraped(NOW, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isZero();
    assertThat(own.sinceScrape()).isZero();
  }

  @Test
  void aClockThatGoesBackAnHourBeginsAnew() {
    begin(5, NOW);
    long back = NOW - 3_600_000;
    begin(2, back);
    begin(1, back + 1_000);
    own.scraped(back + 500, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isEqualTo(7);
    assertThat(own.sinceScrape()).isEqualTo(1);
  }

  @Test
  void aClockThatGoesBackALittleStandsStill() {
    begin(5, NOW + 300);
    begin(2, NOW);
    begin(1, NOW + 1_000);
    own.scraped(NOW + 500, Double.NaN, Double.NaN);
    assertThat(own.atScrape()).isEqualTo(7);
  }

  @Test
  void theAverageOfTokensFollows() {
    assertThat(own.meanTokens()).isNaN();
    own.began(1_000, NOW);
    assertThat(own.meanTokens()).isEqualTo(1_000);
    own.began(0, NOW);
    assertThat(own.meanTokens()).isCloseTo(950, within(1e-9));
    own.began(-7, NOW);
    assertThat(own.meanTokens()).isCloseTo(902.5, within(1e-9));
  }
}
