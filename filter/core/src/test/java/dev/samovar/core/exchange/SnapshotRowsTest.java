package dev.samovar.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import org.junit.jupiter.api.Test;

class SnapshotRowsTest {
  private static final long NOW = 1_763_700_000_000L;

  private final SnapshotRows rows = new SnapshotRows();
  private final SnapshotReader reader = new SnapshotReader();
  private final Fleet fleet = new Fleet();

  private static byte[] answer(boolean full, WireWriter sections) {
    return new WireWriter()
        .u8('S')
        .u8('M')
        .u8('V')
        .u8(1)
        .section(
            1,
            new WireWriter()
                .u64(77)
                .varint(1)
                .varint(250)
                .varint(full ? 1 : 0)
                .text("agent")
                .u64(NOW)
                .varint(20)
                .varint(1)
                .varint(1))
        .all(sections)
        .toBytes();
  }

  private static WireWriter two() {
    return new WireWriter()
        .section(2, new WireWriter().varint(1).varint(0).text("llm").text("vllm"))
        .section(
            3,
            new WireWriter()
                .varint(2)
                .varint(4)
                .varint(0)
                .text("a:1")
                .varint(1)
                .text("zone")
                .text("z1")
                .varint(9)
                .varint(0)
                .text("b:2")
                .varint(0))
        .section(
            5,
            new WireWriter()
                .varint(2)
                .varint(4)
                .varint(6)
                .varint(7)
                .varint(30)
                .varint(3)
                .varint(12)
                .varint(4_100 & 0x7f)
                .varint(1)
                .varint(9)
                .varint(1)
                .varint(0));
  }

  private void take(byte[] bytes) {
    ExchangeAnswer answer = ExchangeAnswer.read(bytes);
    assertThat(answer).isNotNull();
    rows.take(answer, NOW);
    assertThat(reader.read(rows.toBytes(77, NOW), fleet)).isTrue();
  }

  @Test
  void aFullAnswerBringsEveryEndpointIntoTheFleet() {
    take(answer(true, two()));
    assertThat(fleet.group("llm").present()).isEqualTo(2);
    Endpoint first = fleet.known("llm", "a:1");
    assertThat(first.hasLabel("zone", "z1")).isTrue();
    assertThat(first.waiting()).isEqualTo(3);
    assertThat(first.running()).isEqualTo(12);
    assertThat(first.scrapedAt()).isEqualTo(NOW - 20 - 30);
    Endpoint second = fleet.known("llm", "b:2");
    assertThat(second.waiting()).isNaN();
    assertThat(second.ageMillis(NOW)).isEqualTo(Long.MAX_VALUE);
  }
}
