package dev.samovar.llmsim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.llmsim.engine.BlockPool.Holding;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
  private static int hits(BlockPool pool, List<Long> prefix) {
    Holding holding = new Holding();
    int hits = pool.take(holding, prefix, prefix.size(), prefix.size());
    pool.release(holding);
    return hits;
  }

  private static void run(BlockPool pool, List<Long> prefix) {
    Holding holding = new Holding();
    assertThat(pool.take(holding, prefix, prefix.size(), prefix.size())).isNotNegative();
    pool.name(holding, prefix, prefix.size());
    pool.release(holding);
  }

  @Test
  void leastRecentlyUsedPrefixGoesFirst() {
    BlockPool pool = new BlockPool(2);
    run(pool, List.of(1L));
    run(pool, List.of(2L));
    run(pool, List.of(1L));
    run(pool, List.of(3L));
    assertThat(hits(pool, List.of(1L))).isEqualTo(1);
    assertThat(hits(pool, List.of(2L))).isZero();
  }

  @Test
  void lastBlockOfAPromptGoesBeforeItsFirst() {
    BlockPool pool = new BlockPool(3);
    run(pool, List.of(1L, 2L, 3L));
    run(pool, List.of(9L));
    assertThat(hits(pool, List.of(1L, 2L, 3L))).isEqualTo(2);
  }

  @Test
  void hitEndsAtTheFirstBlockThatIsGone() {
    BlockPool pool = new BlockPool(9);
    run(pool, List.of(1L, 2L, 3L));
    assertThat(hits(pool, List.of(1L, 7L, 3L))).isEqualTo(1);
    assertThat(hits(pool, List.of(7L, 2L, 3L))).isZero();
  }

  @Test
  void keptBlocksAreFoundAndCrowdOutOnlyWhatNobodyHolds() {
    BlockPool pool = new BlockPool(4);
    run(pool, List.of(8L, 9L));
    Holding held = new Holding();
    pool.take(held, List.of(1L), 1, 1);
    pool.name(held, List.of(1L), 1);
    pool.keep(List.of(1L, 2L, 3L, 4L, 5L));
    assertThat(pool.used()).isEqualTo(1);
    assertThat(hits(pool, List.of(1L, 2L, 3L, 4L))).isEqualTo(4);
    pool.keep(List.of());
    pool.release(held);
    assertThat(hits(pool, List.of(1L, 2L, 3L, 4L))).isEqualTo(4);
    assertThat(hits(pool, List.of(8L))).isZero();
  }

  @Test
  void heldBlocksAreNeverEvicted() {
    BlockPool pool = new BlockPool(3);
    Holding held = new Holding();
    pool.take(held, List.of(1L, 2L), 2, 2);
    pool.name(held, List.of(1L, 2L), 2);
    run(pool, List.of(5L));
    assertThat(pool.take(new Holding(), List.of(), 0, 2)).isEqualTo(-1);
    run(pool, List.of(6L));
    assertThat(pool.used()).isEqualTo(2);
    assertThat(hits(pool, List.of(1L, 2L))).isEqualTo(2);
  }

  @Test
  void refusalTakesNothing() {
    BlockPool pool = new BlockPool(4);
    run(pool, List.of(1L, 2L));
    Holding big = new Holding();
    assertThat(pool.take(big, List.of(1L, 2L), 2, 5)).isEqualTo(-1);
    assertThat(big.size()).isZero();
    assertThat(pool.used()).isZero();
    assertThat(pool.grow(big, 5)).isFalse();
    assertThat(pool.grow(big, 4)).isTrue();
    assertThat(pool.grow(big, 2)).isTrue();
    assertThat(big.size()).isEqualTo(4);
  }

  @Test
  void copyOfABlockIsPrivateAndVanishesWithItsHolder() {
    BlockPool pool = new BlockPool(4);
    Holding first = new Holding();
    Holding second = new Holding();
    pool.take(first, List.of(1L), 1, 1);
    pool.take(second, List.of(1L), 1, 1);
    pool.name(first, List.of(1L), 1);
    pool.name(second, List.of(1L), 1);
    assertThat(pool.used()).isEqualTo(2);
    pool.release(second);
    assertThat(pool.used()).isEqualTo(1);
    pool.release(first);
    pool.release(first);
    assertThat(pool.used()).isZero();
    assertThat(hits(pool, List.of(1L))).isEqualTo(1);
  }
}
