package dev.samovar.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What VMs tell each other, and what becomes of it. */
class ProcessCountsTest {
  private static final long NOW = 1_000_000;

  private static VmCounts vm(int requests) {
    VmCounts vm = new VmCounts();
    EndpointCounts endpoint = vm.endpoint("qwen", "10.0.0.1:80");
    for (int i = 0; i < requests; i++) {
      endpoint.began(0);
      endpoint.answered(1000);
      endpoint.completed(3000);
    }
    endpoint.began(0);
    return vm;
  }

  /** Reads an upload back as the agent does. */
  private static WireReader section(byte[] upload, int wanted) {
    WireReader in = new WireReader(upload);
    for (int i = 0; i < 4; i++) {
      in.u8();
    }
    while (in.hasMore()) {
      int type = in.u8();
      WireReader part = in.part();
      if (type == wanted) {
        return part;
      }
    }
    return null;
  }

  private static long[] figures(ProcessCounts now, ProcessCounts told) {
    WireReader in = section(new ExchangeUpload().counts(now, told).toBytes(), 3);
    assertThat(in.varint()).as("one endpoint").isEqualTo(1);
    assertThat(in.varint()).as("by name").isZero();
    assertThat(in.text()).isEqualTo("qwen");
    assertThat(in.text()).isEqualTo("10.0.0.1:80");
    long[] out = new long[6];
    for (int i = 0; i < out.length; i++) {
      out[i] = in.varint();
    }
    assertThat(in.isBad()).isFalse();
    assertThat(in.hasMore()).isFalse();
    return out;
  }

  @Test
  void countsOfAllVmsAreSummed() {
    ProcessCounts told = new ProcessCounts();
    ProcessCounts now = new ProcessCounts();
    assertThat(now.add(vm(2).toBytes(NOW), NOW, 0)).isZero();
    assertThat(now.add(vm(3).toBytes(NOW), NOW, 0)).isZero();
    assertThat(figures(now, told)).containsExactly(2, 0, 5, 0, 1000, 3000);
  }

  @Test
  void onlyWhatEndedSinceTheLastExchangeIsTold() {
    VmCounts vm = vm(2);
    ProcessCounts before = new ProcessCounts();
    before.add(vm.toBytes(NOW), NOW, 0);
    vm.endpoint("qwen", "10.0.0.1:80").failed();
    ProcessCounts now = new ProcessCounts();
    now.add(vm.toBytes(NOW), NOW, 0);
    assertThat(figures(now, before)).containsExactly(0, 0, 1, 1, 1000, 3000);
  }

  @Test
  void withoutALastExchangeNothingIsSaidOfTheTimeBefore() {
    ProcessCounts now = new ProcessCounts();
    now.add(vm(2).toBytes(NOW), NOW, 0);
    assertThat(figures(now, null)).containsExactly(1, 0, 0, 0, 1000, 3000);
  }

  @Test
  void anIdleEndpointIsLeftOut() {
    VmCounts vm = vm(1);
    vm.endpoint("qwen", "10.0.0.1:80").ended();
    ProcessCounts now = new ProcessCounts();
    now.add(vm.toBytes(NOW), NOW, 0);
    assertThat(section(new ExchangeUpload().counts(now, now).toBytes(), 3).varint()).isZero();
  }

  @Test
  void aVmThatIsGoneMakesNoNegativeCounts() {
    ProcessCounts before = new ProcessCounts();
    before.add(vm(5).toBytes(NOW), NOW, 0);
    ProcessCounts now = new ProcessCounts();
    now.add(vm(1).toBytes(NOW), NOW, 0);
    assertThat(figures(now, before)).containsExactly(1, 0, 0, 0, 1000, 3000);
  }

  @Test
  void whoWroteNothingForTenSecondsIsDropped() {
    byte[] bytes = vm(1).toBytes(NOW);
    ProcessCounts counts = new ProcessCounts();
    assertThat(counts.add(bytes, NOW + 10_000, 0)).isZero();
    assertThat(counts.add(bytes, NOW + 10_001, 0)).isEqualTo(-1);
    assertThat(counts.add(bytes, NOW - 10_001, 0)).as("the clock went back").isEqualTo(-1);
    assertThat(counts.endpoint("qwen", "10.0.0.1:80").get(EndpointCounts.IN_FLIGHT)).isEqualTo(1);
  }

  @Test
  void eachDecisionIsToldOnceAndAtMostThirtyTwo() {
    VmCounts vm = new VmCounts();
    for (int i = 0; i < 40; i++) {
      vm.decisions().add(NOW, "m".repeat(1000) + i, "qwen", "least-load", 0);
    }
    ProcessCounts first = new ProcessCounts();
    long last = first.add(vm.toBytes(NOW), NOW, 0);
    assertThat(last).isEqualTo(40);
    assertThat(first.decisions()).hasSize(16);
    assertThat(first.decisions().get(0).model()).hasSizeLessThanOrEqualTo(80);
    vm.decisions().add(NOW, null, "qwen", "own view", 2);
    ProcessCounts second = new ProcessCounts();
    assertThat(second.add(vm.toBytes(NOW + 5), NOW + 7, last)).isEqualTo(41);
    assertThat(second.decisions())
        .containsExactly(new RecentDecisions.Shown(7, "", "qwen", "own view", 2));
    ProcessCounts many = new ProcessCounts();
    for (int i = 0; i < 5; i++) {
      many.add(vm.toBytes(NOW), NOW, 0);
    }
    assertThat(many.decisions()).hasSize(32);
  }

  @Test
  void oldDecisionsAreForgotten() {
    VmCounts vm = new VmCounts();
    vm.decisions().add(NOW, "m", "qwen", "least-load", 0);
    ProcessCounts counts = new ProcessCounts();
    counts.add(vm.toBytes(NOW + 2_001), NOW + 2_001, 0);
    assertThat(counts.decisions()).isEmpty();
  }

  @Test
  void moreEndpointsThanFitMakeRoomWhenIdle() {
    VmCounts vm = new VmCounts();
    for (int i = 0; i < 1024; i++) {
      vm.endpoint("p", "a" + i).began(0);
    }
    assertThat(vm.endpoint("p", "one more")).isNull();
    vm.endpoint("p", "a7").ended();
    assertThat(vm.endpoint("p", "one more")).isNotNull();
  }

  @Test
  void truncatedOrRandomBytesNeverThrow() {
    VmCounts vm = vm(3);
    vm.decisions().add(NOW, "m", "qwen", "least-load", 0);
    byte[] whole = vm.toBytes(NOW);
    for (int length = 0; length < whole.length; length++) {
      assertThat(new ProcessCounts().add(Arrays.copyOf(whole, length), NOW, 0))
          .isGreaterThanOrEqualTo(-1);
    }
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] wrong = whole.clone();
      wrong[random.nextInt(wrong.length)] = (byte) random.nextInt();
      assertThat(new ProcessCounts().add(wrong, NOW, 0)).isGreaterThanOrEqualTo(-1);
    }
  }

  @Test
  void whoIsToldInTheContractsOrder() {
    WireReader in =
        section(new ExchangeUpload().who(0xABL, 3, "p".repeat(500), 2, -1, 9, 4).toBytes(), 1);
    assertThat(in.text()).isEqualTo("00000000000000ab");
    assertThat(in.varint()).isEqualTo(3);
    assertThat(in.text()).isEqualTo("p".repeat(80));
    assertThat(in.varint()).isEqualTo(2);
    assertThat(in.u64()).isEqualTo(-1);
    assertThat(in.varint()).isEqualTo(9);
    assertThat(in.varint()).isEqualTo(4);
    assertThat(in.varint()).isZero();
    assertThat(in.isBad() || in.hasMore()).isFalse();
  }
}
