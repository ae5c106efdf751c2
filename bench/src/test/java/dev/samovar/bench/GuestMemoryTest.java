package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuestMemoryTest {

  private static final String GUESTS =
      """
      55bf04200000-55bf04800000 rw-p 00000000 00:00 0
      Size:               6144 kB
      Rss:                6000 kB
      7fcc20130000-7fcc212f0000 rw-p 00000000 00:00 0
      Size:              18176 kB
      Rss:                3160 kB
      VmFlags: rd wr mr mw me ac sd
      7fcc212f0000-7fce20130000 ---p 00000000 00:00 0
      Rss:                   0 kB
      7fce50000000-7fce50010000 rw-p 00000000 00:00 0
      Rss:                  64 kB
      7fce50010000-7fd050000000 ---p 00000000 00:00 0
      Rss:                   0 kB
      """;

  @Test
  void memoryInFrontOfALargeReservationIsAGuests() {
    assertThat(GuestMemory.read(GUESTS))
        .isEqualTo(new GuestMemory(2, 18_176, 18_176 + 64, 3160 + 64));
  }

  @Test
  void otherMappingsAreNot() {
    String others =
        """
        7f0000000000-7f0000100000 rw-p 00000000 08:01 99 /usr/lib/some.so
        Rss: 10 kB
        7f0000100000-7f0200100000 ---p 00000000 00:00 0
        Rss: 0 kB
        7f1000000000-7f1000100000 rw-p 00000000 00:00 0
        Rss: 10 kB
        7f1000100000-7f1000200000 ---p 00000000 00:00 0
        Rss: 0 kB
        7f2000000000-7f2000100000 rw-p 00000000 00:00 0
        Rss: 10 kB
        7f2000200000-7f2400200000 ---p 00000000 00:00 0
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
        """;
    assertThat(GuestMemory.read(others)).isEqualTo(new GuestMemory(0, 0, 0, 0));
    assertThat(GuestMemory.read("")).isEqualTo(new GuestMemory(0, 0, 0, 0));
  }

  @Test
  void processWithoutAGuestHasNone() {
    assertThat(GuestMemory.of(ProcessHandle.current().pid()).residentKib()).isNotNegative();
  }
}
