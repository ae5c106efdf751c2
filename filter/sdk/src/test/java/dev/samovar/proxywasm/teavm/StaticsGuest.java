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
        byte[] line = new byte[5];
        write(Holder1.sum(), line);
        host.log(LogLevel.WARN, line);
      }
    };
  }

  // A chain, so that the compiler comes to the last class after all of the library.

  static final class Holder1 {
    static int[] numbers = numbers(1);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder2.sum();
    }
  }

  static final class Holder2 {
    static int[] numbers = numbers(2);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder3.sum();
    }
  }

  static final class Holder3 {
    static int[] numbers = numbers(3);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder4.sum();
    }
  }

  static final class Holder4 {
    static int[] numbers = numbers(4);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder5.sum();
    }
  }

  static final class Holder5 {
    static int[] numbers = numbers(5);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder6.sum();
    }
  }

  static final class Holder6 {
    static int[] numbers = numbers(6);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder7.sum();
    }
  }

  static final class Holder7 {
    static int[] numbers = numbers(7);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder8.sum();
    }
  }

  static final class Holder8 {
    static int[] numbers = numbers(8);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder9.sum();
    }
  }

  static final class Holder9 {
    static int[] numbers = numbers(9);

    static int sum() {
      return StaticsGuest.sum(numbers) + Holder10.sum();
    }
  }

  static final class Holder10 {
    static int[] numbers = numbers(10);

    static int sum() {
      return StaticsGuest.sum(numbers);
    }
  }

  /** Five digits; a string would bring in static fields of the library, behind those here. */
  private static void write(int number, byte[] line) {
    int rest = number;
    for (int i = 4; i >= 0; i--) {
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
