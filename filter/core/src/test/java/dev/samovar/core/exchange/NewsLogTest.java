package dev.samovar.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NewsLogTest {
  private final List<String> read = new ArrayList<>();

  private final NewsLog.Reader reader =
      (origin, provider, address, hashes) -> {
        StringBuilder line = new StringBuilder(origin + " " + provider + " " + address);
        while (hashes.hasMore()) {
          line.append(' ').append(hashes.u64());
        }
        read.add(line.toString());
      };

  private static byte[] append(byte[] log, long origin, String address, long... hashes) {
    return NewsLog.append(log, origin, "p", address, hashes, hashes.length);
  }

  @Test
  void entriesAreReadInTheirOrderAndEachOnce() {
    byte[] log = append(null, 3, "a", 1, -2);
    long at = NewsLog.read(log, 0, reader);
    assertThat(read).containsExactly("3 p a 1 -2");
    log = append(log, 4, "b", Long.MIN_VALUE);
    log = append(log, NewsLog.ELSEWHERE, "c");
    at = NewsLog.read(log, at, reader);
    assertThat(read).containsExactly("3 p a 1 -2", "4 p b " + Long.MIN_VALUE, "0 p c");
    assertThat(NewsLog.read(log, at, reader)).isEqualTo(at);
    assertThat(read).hasSize(3);
  }

  @Test
  void onlySoManyHashesAreTaken() {
    NewsLog.read(NewsLog.append(null, 1, "p", "a", new long[] {5, 6, 7}, 2), 0, reader);
    assertThat(read).containsExactly("1 p a 5 6");
  }

  @Test
  void theOldestMakeRoom() {
    byte[] log = null;
    long[] hashes = new long[100];
    for (int i = 1; i <= 300; i++) {
      log = append(log, i, "a", hashes);
      assertThat(log.length).isLessThan(65 * 1024);
    }
    NewsLog.read(log, 0, reader);
    assertThat(read.size()).isBetween(70, 90);
    assertThat(read.get(read.size() - 1)).startsWith("300 ");
    assertThat(read.get(0)).startsWith(301 - read.size() + " ");
  }

  @Test
  void anEntryLargerThanTheLogStandsAlone() {
    byte[] log = append(append(null, 1, "a", 1), 2, "b", new long[20_000]);
    NewsLog.read(log, 0, reader);
    assertThat(read).hasSize(1);
    log = append(log, 3, "c", 7);
    read.clear();
    NewsLog.read(log, 2, reader);
    assertThat(read).containsExactly("3 p c 7");
  }

  @Test
  void aLogThatBeganAnewIsReadOnFromThere() {
    long at = NewsLog.read(append(append(append(null, 1, "a"), 1, "b"), 1, "c"), 0, reader);
    byte[] anew = append(null, 9, "d");
    at = NewsLog.read(anew, at, reader);
    anew = append(anew, 9, "e");
    NewsLog.read(anew, at, reader);
    assertThat(read.get(read.size() - 1)).isEqualTo("9 p e");
  }

  @Test
  void anythingElseIsNoLogAndNothingIsRead() {
    assertThat(NewsLog.read(null, 7, reader)).isEqualTo(7);
    assertThat(NewsLog.read(new byte[0], 7, reader)).isEqualTo(7);
    assertThat(NewsLog.read(new byte[] {99, 1, 2}, 7, reader)).isEqualTo(7);
    assertThat(read).isEmpty();
    NewsLog.read(append(new byte[] {99, 1, 2}, 1, "a", 1), 0, reader);
    assertThat(read).containsExactly("1 p a 1");
  }

  @Test
  void bytesThatAreCutOrChangedNeverThrow() {
    byte[] whole = append(append(append(null, 1, "a", 1, 2), 2, "b", 3), 3, "c", 4, 5);
    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      read.clear();
      NewsLog.read(cut, 0, reader);
      assertThat(read.size()).isLessThanOrEqualTo(3);
      append(cut, 9, "z", 9);
    }
    Random random = new Random(3);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = whole.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      NewsLog.read(bytes, random.nextInt(5), reader);
      NewsLog.append(bytes, 9, "p", "z", new long[] {9}, 1);
    }
  }
}
