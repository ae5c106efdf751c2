package dev.samovar.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadSnapshotTest {
  private static final double UNKNOWN = Double.NaN;
  private static final String[] KEYS = {"minimax_1", "qwen_1"};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"minimax_1\":90,\"qwen_1\":10}         | 90.0 | 10.0",
        "{\"qwen_1\":-0.5,\"minimax_1\":1e-3}     | 0.001 | -0.5",
        "{\"minimax_1\":90,\"qwen_1\":null}       | 90.0 | NaN",
        "{\"minimax_1\":90}                       | 90.0 | NaN",
        "{\"minimax_1\":90,\"qwen_1\":\"10\"}     | 90.0 | NaN",
        "{\"minimax_1\":1e999,\"qwen_1\":-1e999}  | NaN  | NaN",
        "{\"minimax_1\":true,\"qwen_1\":{}}       | NaN  | NaN",
        "{\"other\":1}                            | NaN  | NaN",
        "{}                                       | NaN  | NaN"
      })
  void whatIsNoFiniteNumberIsUnknown(String json, Double first, Double second) {
    LoadSnapshot loads = LoadSnapshot.fromJson(json, KEYS, 5);
    assertThat(loads.size()).isEqualTo(2);
    assertThat(loads.load(0)).isEqualTo(first);
    assertThat(loads.load(1)).isEqualTo(second);
    assertThat(loads.readAtMillis()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "[90,10]", "90", "{\"a\":", "{}{}", "<html>", "{'a':1}"})
  void anAnswerThatIsNoObjectIsNoSnapshot(String json) {
    assertThat(LoadSnapshot.fromJson(json, KEYS, 5)).isNull();
  }

  @Test
  void twoProvidersMayShareAKey() {
    LoadSnapshot loads = LoadSnapshot.fromJson("{\"k\":3}", new String[] {"k", "k"}, 0);
    assertThat(loads.load(0)).isEqualTo(loads.load(1)).isEqualTo(3);
  }

  @Test
  void bytesAreReadBackAsTheyWere() {
    double[] values = {90, UNKNOWN, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1.0 / 3};
    LoadSnapshot loads = LoadSnapshot.of(values, 1_763_700_000_123L);
    LoadSnapshot back = LoadSnapshot.fromBytes(loads.toBytes(), values.length);
    assertThat(back.readAtMillis()).isEqualTo(1_763_700_000_123L);
    for (int i = 0; i < values.length; i++) {
      assertThat(Double.doubleToRawLongBits(back.load(i)))
          .isEqualTo(Double.doubleToRawLongBits(values[i]));
    }
    assertThat(back.toBytes()).isEqualTo(loads.toBytes());
  }

  @Test
  void theLayoutOfTheBytesIsTheDocumentedOne() {
    byte[] bytes = LoadSnapshot.of(new double[] {1, 2}, 0x0102030405060708L).toBytes();
    assertThat(bytes).hasSize(32).startsWith(1, 0, 0, 0, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Arrays.copyOfRange(bytes, 16, 18)).containsExactly(0x3f, 0xf0);
  }

  @Test
  void otherBytesAreNoSnapshot() {
    byte[] good = LoadSnapshot.of(new double[] {1, 2}, 3).toBytes();
    assertThat(LoadSnapshot.fromBytes(good, 1)).isNull();
    assertThat(LoadSnapshot.fromBytes(good, 3)).isNull();
    for (int length = 0; length < good.length; length++) {
      assertThat(LoadSnapshot.fromBytes(Arrays.copyOf(good, length), 2)).isNull();
    }
    assertThat(LoadSnapshot.fromBytes(Arrays.copyOf(good, 33), 2)).isNull();
    for (int at = 0; at < 8; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 4;
      assertThat(LoadSnapshot.fromBytes(bad, 2)).as("byte %d", at).isNull();
    }
    assertThat(LoadSnapshot.fromBytes(new byte[0], 0)).isNull();
  }

  @Test
  void ageIsNeverNegative() {
    LoadSnapshot loads = LoadSnapshot.of(new double[] {1}, 1000);
    assertThat(loads.ageMillis(1250)).isEqualTo(250);
    assertThat(loads.ageMillis(1000)).isZero();
    assertThat(loads.ageMillis(10)).as("the clock went back").isZero();
  }

  @Test
  void aSnapshotDoesNotChangeWithTheArrayItWasMadeOf() {
    double[] values = {1, 2};
    LoadSnapshot loads = LoadSnapshot.of(values, 0);
    values[0] = 99;
    assertThat(loads.load(0)).isEqualTo(1);
  }
}
