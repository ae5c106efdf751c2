package dev.samovar.cli.simulate.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
  private static int put(BlockCache cache, long hash) {
    cache.take();
    return cache.publish(hash);
  }

  @Test
  void aReleasedBlockIsFoundUntilItsPlaceIsNeeded() {
    BlockCache cache = new BlockCache(2);
    cache.release(put(cache, 1));
    cache.release(put(cache, 2));
    assertThat(cache.find(1)).isNotEqualTo(BlockCache.PRIVATE);
    cache.take();
    assertThat(cache.find(1)).isEqualTo(BlockCache.PRIVATE);
    assertThat(cache.find(2)).isNotEqualTo(BlockCache.PRIVATE);
  }

  @Test
  void whatWasUsedAgainOutlivesWhatWasNot() {
    BlockCache cache = new BlockCache(2);
    cache.release(put(cache, 1));
    cache.release(put(cache, 2));
    cache.hold(cache.find(1));
    cache.release(cache.find(1));
    cache.take();
    assertThat(cache.find(1)).isNotEqualTo(BlockCache.PRIVATE);
    assertThat(cache.find(2)).isEqualTo(BlockCache.PRIVATE);
  }

  @Test
  void whatIsHeldIsNeverGivenAway() {
    BlockCache cache = new BlockCache(1);
    put(cache, 1);
    assertThat(cache.available()).isZero();
    assertThatThrownBy(cache::take).hasMessage("blocks: all 1 are held");
  }

  @Test
  void theSecondBlockOfTheSameHashStaysPrivate() {
    BlockCache cache = new BlockCache(4);
    put(cache, 1);
    assertThat(put(cache, 1)).isEqualTo(BlockCache.PRIVATE);
    cache.release(BlockCache.PRIVATE);
    assertThat(cache.held()).isEqualTo(1);
  }

  @Test
  void itAgreesWithAPlainModelUnderRandomUse() {
    Random random = new Random(7);
    int capacity = 64;
    BlockCache cache = new BlockCache(capacity);
    List<Long> kept = new ArrayList<>();
    List<Long> held = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      long hash = random.nextInt(200) * 0x9E3779B97F4A7C15L;
      boolean isKnown = kept.contains(hash) || held.contains(hash);
      assertThat(cache.find(hash) != BlockCache.PRIVATE).isEqualTo(isKnown);
      if (random.nextBoolean() && !held.isEmpty()) {
        long released = held.remove(random.nextInt(held.size()));
        cache.release(cache.find(released));
        kept.add(released);
      } else if (kept.remove(hash)) {
        cache.hold(cache.find(hash));
        held.add(hash);
      } else if (!isKnown && held.size() < capacity) {
        if (kept.size() + held.size() == capacity) {
          kept.remove(0);
        }
        put(cache, hash);
        held.add(hash);
      }
      assertThat(cache.held()).isEqualTo(held.size());
    }
  }
}
