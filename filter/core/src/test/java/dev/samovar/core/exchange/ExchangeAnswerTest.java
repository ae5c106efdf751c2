package dev.samovar.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the filter makes of the agent's bytes, good and bad. */
class ExchangeAnswerTest {
  private static WireWriter message() {
    return new WireWriter().u8('S').u8('M').u8('V').u8(1);
  }

  private static WireWriter head(long epoch, long next, int flags) {
    return new WireWriter()
        .u64(epoch)
        .varint(7)
        .varint(next)
        .varint(flags)
        .text("agent")
        .u64(1)
        .varint(2)
        .varint(1)
        .varint(1);
  }

  private static WireWriter values(long age, String... numbers) {
    WireWriter out = new WireWriter().varint(age).varint(numbers.length);
    for (String number : numbers) {
      out.text(number);
    }
    return out;
  }

  private static byte[] whole() {
    return message()
        .section(1, head(-5, 400, 0))
        .section(7, values(30, "90", "", "1.5e1"))
        .section(8, new WireWriter().varint(99).varint(0))
        .toBytes();
  }

  @Test
  void everyFieldIsRead() {
    ExchangeAnswer answer = ExchangeAnswer.read(whole());
    assertThat(answer.epoch()).isEqualTo(-5);
    assertThat(answer.revision()).isEqualTo(7);
    assertThat(answer.nextMillis()).isEqualTo(400);
    assertThat(answer.keysWanted()).isFalse();
    assertThat(answer.repeated()).isFalse();
    assertThat(answer.newsCursor()).isEqualTo(99);
    assertThat(answer.ageMillis()).isEqualTo(30);
    assertThat(answer.values()).containsExactly(90, Double.NaN, 15);
  }

  @Test
  void absentSectionsSayNothing() {
    ExchangeAnswer answer =
        ExchangeAnswer.read(message().section(1, head(1, 250, 2 | 4)).toBytes());
    assertThat(answer.values()).isNull();
    assertThat(answer.newsCursor()).isEqualTo(-1);
    assertThat(answer.keysWanted()).isTrue();
    assertThat(answer.repeated()).isTrue();
  }

  @Test
  void thePeriodIsBounded() {
    for (long[] pair : new long[][] {{0, 50}, {49, 50}, {10_001, 10_000}, {1L << 62, 10_000}}) {
      byte[] body = message().section(1, head(1, pair[0], 0)).toBytes();
      assertThat(ExchangeAnswer.read(body).nextMillis()).isEqualTo((int) pair[1]);
    }
  }

  @Test
  void unknownSectionsAndFieldsArePassedOver() {
    byte[] body =
        message()
            .section(1, head(1, 250, 0).text("a later field"))
            .section(3, new WireWriter().text("anything").u64(-1))
            .section(7, values(0, "3").u8(255))
            .section(200, new WireWriter().u8(255))
            .toBytes();
    assertThat(ExchangeAnswer.read(body).values()).containsExactly(3);
  }

  @Test
  void whatIsNoNumberIsUnknown() {
    byte[] body =
        message()
            .section(1, head(1, 250, 0))
            .section(7, values(0, "NaN", "1e999", "x", "0x1", "\uFFFD"))
            .toBytes();
    assertThat(ExchangeAnswer.read(body).values()).containsOnly(Double.NaN).hasSize(5);
  }

  @Test
  void anotherVersionOrNoExchangeIsNone() {
    byte[] later = whole();
    later[3] = 2;
    assertThat(ExchangeAnswer.read(later)).isNull();
    assertThat(ExchangeAnswer.read(new byte[0])).isNull();
    assertThat(ExchangeAnswer.read("{\"qwen_1\":1}".getBytes())).isNull();
    assertThat(ExchangeAnswer.read(message().toBytes())).as("no head").isNull();
    assertThat(ExchangeAnswer.read(message().section(1, head(0, 1, 0)).toBytes()))
        .as("epoch 0")
        .isNull();
  }

  @Test
  void aTruncationInsideOfASectionIsMalformed() {
    byte[] whole = whole();
    int readable = 0;
    for (int length = 0; length < whole.length; length++) {
      if (ExchangeAnswer.read(Arrays.copyOf(whole, length)) != null) {
        readable++;
      }
    }
    assertThat(readable).as("the ends of sections 1 and 7").isEqualTo(2);
  }

  @Test
  void aCountThatCannotBeIsMalformed() {
    for (long count : new long[] {2, 1_000_000, Integer.MAX_VALUE, Long.MAX_VALUE}) {
      WireWriter lying = new WireWriter().varint(0).varint(count).text("");
      assertThat(
              ExchangeAnswer.read(
                  message().section(1, head(1, 250, 0)).section(7, lying).toBytes()))
          .isNull();
    }
    byte[] tooLong = new byte[14];
    Arrays.fill(tooLong, (byte) 0xff);
    System.arraycopy(message().u8(1).toBytes(), 0, tooLong, 0, 5);
    assertThat(ExchangeAnswer.read(tooLong)).isNull();
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(5);
    byte[] whole = whole();
    for (int i = 0; i < 20_000; i++) {
      byte[] body = whole.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        body[4 + random.nextInt(body.length - 4)] = (byte) random.nextInt();
      }
      ExchangeAnswer answer = ExchangeAnswer.read(body);
      assertThat(answer == null || answer.nextMillis() >= 50).isTrue();
    }
  }
}
