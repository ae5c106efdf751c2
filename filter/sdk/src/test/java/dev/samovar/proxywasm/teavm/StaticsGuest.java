package dev.samovar.proxywasm.teavm;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.VmContext;

/**
 * A filter whose static fields alone refer to what they hold, and that fills the heap behind them.
 * Each tick makes garbage for several collections, then logs the sums of what the fields hold. Its
 * last class is the last one that the compiler comes to.
 */
public final class StaticsGuest implements VmContext {
  /** Arrays of 1 KB that a tick leaves behind, four times a heap of 1 MB. */
  private static final int GARBAGE = 4096;

  @Override
  public RootContext createRootContext(Host host) {
    return new RootContext(host) {
      private final byte[][] window = new byte[64][];

      @Override
      public void onTick() {
        for (int i = 0; i < GARBAGE; i++) {
          window[i * 7 & 63] = new byte[1000 + (i & 63)];
        }
        byte[] line = new byte[15];
        write(First.sum(), line, 0);
        write(Second.sum(), line, 5);
        write(Third.sum(), line, 10);
        host.log(LogLevel.WARN, line);
      }
    };
  }

  /** Holds what no other object refers to. */
  static final class First {
    static int[] numbers = numbers(1);
    static int[] others = numbers(2);

    static int sum() {
      return StaticsGuest.sum(numbers) + StaticsGuest.sum(others);
    }
  }

  /** The same in another class, so that one class is behind the other in the collector's list. */
  static final class Second {
    static int[] numbers = numbers(3);
    static int[] others = numbers(4);

    static int sum() {
      return StaticsGuest.sum(numbers) + StaticsGuest.sum(others);
    }
  }

  /** A field of its own type. */
  static final class Third {
    static Third one = new Third();
    private final int[] numbers = numbers(5);

    static int sum() {
      return StaticsGuest.sum(one.numbers);
    }
  }

  /** Five digits; a string would bring in static fields of the library, behind those here. */
  private static void write(int number, byte[] line, int offset) {
    int rest = number;
    for (int i = offset + 4; i >= offset; i--) {
      line[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  static int[] numbers(int first) {
    int[] numbers = new int[100];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = first + i;
    }
    return numbers;
  }

  static int sum(int[] numbers) {
    int sum = 0;
    for (int number : numbers) {
      sum += number;
    }
    return sum;
  }
}
