package dev.samovar.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final MemoryStore store = new MemoryStore(now::get);

  private Reading read(String... keys) {
    return store.read(List.of(keys)).toCompletableFuture().join();
  }

  @Test
  void aValueLivesAsLongAsItsTtlEvenWhenTheClockWraps() {
    store.write(Map.of("a", "1"), Duration.ofSeconds(5));
    now.addAndGet(4_999_000_000L);
    assertThat(read("a", "b").values()).containsExactly(Map.entry("a", "1"));
    now.addAndGet(1_000_000L);
    assertThat(read("a").value("a")).isEmpty();
  }
}
