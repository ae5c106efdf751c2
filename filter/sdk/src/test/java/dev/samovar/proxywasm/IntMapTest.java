package dev.samovar.proxywasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntMapTest {

  @Test
  void itDoesWhatAHashMapDoes() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      IntMap<String> map = new IntMap<>();
      Map<Integer, String> expected = new HashMap<>();
      int range = 1 << random.nextInt(11);
      int stride = 1 + random.nextInt(64);
      for (int i = 0; i < 2_000; i++) {
        int key = random.nextInt(range) * stride;
        if (random.nextInt(3) > 0) {
          map.put(key, "v" + i);
          expected.put(key, "v" + i);
        } else {
          assertThat(map.remove(key))
              .as("seed %d, step %d", seed, i)
              .isEqualTo(expected.remove(key));
        }
        int other = random.nextInt(range) * stride;
        assertThat(map.get(other)).as("seed %d, step %d", seed, i).isEqualTo(expected.get(other));
      }
      assertThat(map.size()).isEqualTo(expected.size());
      assertThat(Arrays.stream(map.keys()).boxed())
          .containsExactlyInAnyOrderElementsOf(expected.keySet());
      expected.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
    }
  }

  @Test
  void anyNumberIsAKey() {
    IntMap<String> map = new IntMap<>();
    int[] keys = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int key : keys) {
      map.put(key, "v" + key);
    }
    for (int key : keys) {
      assertThat(map.remove(key)).isEqualTo("v" + key);
      assertThat(map.get(key)).isNull();
    }
    assertThat(map.size()).isZero();
  }

  @Test
  void manyKeysThatComeAndGoLeaveNothing() {
    IntMap<Integer> map = new IntMap<>();
    for (int i = 1; i <= 200_000; i++) {
      map.put(i, i);
      if (i > 30) {
        assertThat(map.remove(i - 30) == i - 30).isTrue();
      }
    }
    assertThat(map.size()).isEqualTo(30);
  }

  @Test
  void whatIsNotThereIsRemovedAsNothing() {
    IntMap<String> map = new IntMap<>();
    assertThat(map.remove(7)).isNull();
    assertThat(map.keys()).isEmpty();
    map.put(7, "a");
    map.put(7, "b");
    assertThat(map.size()).isEqualTo(1);
    assertThat(map.remove(7)).isEqualTo("b");
    assertThat(map.remove(7)).isNull();
  }
}
