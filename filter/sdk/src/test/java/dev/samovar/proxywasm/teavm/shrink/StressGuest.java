package dev.samovar.proxywasm.teavm.shrink;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.VmContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A filter that does all that the shrinker rewrites, and logs a checksum per kind: exceptions in
 * one frame and across many, checks that throw, collections of garbage under deep stacks. Long, as
 * each kind of work is a method of its own.
 */
public final class StressGuest implements VmContext {
  @Override
  public RootContext createRootContext(Host host) {
    return new RootContext(host) {
      private final Work work = new Work();
      private int ticks;

      @Override
      public void onTick() {
        int tick = ticks++;
        if (tick % 4 == 3) {
          work.leave(tick);
        }
        for (int kind = 0; kind < Work.KINDS; kind++) {
          String line = tick + "." + kind + ": " + work.run(kind, tick);
          host.log(LogLevel.WARN, line.getBytes());
        }
      }
    };
  }

  static class Oops extends RuntimeException {
    private static final long serialVersionUID = 1;
    final int code;

    Oops(int code) {
      this.code = code;
    }
  }

  static final class WorseOops extends Oops {
    private static final long serialVersionUID = 1;

    WorseOops(int code) {
      super(code);
    }
  }

  record Cell(int value, Cell next) {}

  interface Step {
    long go(int seed);
  }

  /** The kinds of work. */
  static final class Work {
    static final int KINDS = 9;
    private final List<Object> kept = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private int[] numbers = new int[7];
    private Cell cell;
    private int state = 12345;

    private int random() {
      state = state * 1103515245 + 12345;
      return state >>> 8 & 0xffff;
    }

    long run(int kind, int tick) {
      return switch (kind) {
        case 0 -> inPlace(tick);
        case 1 -> across(tick);
        case 2 -> checks(tick);
        case 3 -> deepGarbage(60 + tick, tick);
        case 4 -> thrownThroughGarbage(tick);
        case 5 -> nested(tick);
        case 6 -> steps(tick);
        case 7 -> tree(9, tick);
        default -> collections(tick);
      };
    }

    /** Leaves by an exception that only the barrier catches, from a deep stack. */
    void leave(int depth) {
      Cell before = new Cell(depth, cell);
      if (depth > 0) {
        leave(depth - 1);
      } else {
        numbers[numbers.length + before.value()] = 1;
      }
      cell = before;
    }

    private long inPlace(int tick) {
      long sum = 0;
      for (int i = 0; i < 50; i++) {
        Object last = null;
        try {
          last = "a" + i;
          if (i % 3 == 0) {
            throw new Oops(i);
          }
          if (i % 3 == 1) {
            throw new WorseOops(i * 7);
          }
          last = new Cell(i, null);
          sum += i;
        } catch (WorseOops e) {
          sum = sum * 31 + e.code + last.hashCode() % 2;
        } catch (Oops e) {
          sum = sum * 17 + e.code + last.toString().length();
        } finally {
          sum += tick;
        }
      }
      return sum;
    }

    private int thrower(int depth, int code) {
      int[] local = {depth, code, random()};
      if (depth == 0) {
        if (code % 2 == 0) {
          throw new Oops(local[1]);
        }
        throw new WorseOops(local[1]);
      }
      return thrower(depth - 1, code) + local[0] + local.length;
    }

    private long across(int tick) {
      long sum = 0;
      for (int i = 0; i < 40; i++) {
        try {
          sum += thrower(i, i + tick);
        } catch (Oops e) {
          sum = sum * 31 + e.code + (e instanceof WorseOops ? 3 : 0);
        }
      }
      return sum;
    }

    private long checks(int tick) {
      long sum = 0;
      int[] indexes = {-1, 0, 6, 7, Integer.MIN_VALUE, Integer.MAX_VALUE, tick % 9};
      Object[] things = {"text", 5, null, new Cell(3, null), new int[2], 7L};
      for (int i = 0; i < 60; i++) {
        int[] array = i % 11 == 5 ? null : numbers;
        Object thing = things[i % things.length];
        try {
          int at = indexes[i % indexes.length];
          array[at] = array[at] + i;
          sum += array[at];
          sum = sum * 31 + ((Cell) thing).value();
          sum += ((Cell) thing).next().value();
        } catch (ArrayIndexOutOfBoundsException e) {
          sum = sum * 3 + 1;
        } catch (NullPointerException e) {
          sum = sum * 5 + 2 + (thing == null ? 1 : 0);
        } catch (ClassCastException e) {
          sum = sum * 7 + 3;
        }
        sum += length(thing) + (thing instanceof String s ? s.length() : 0);
      }
      return sum;
    }

    private int length(Object thing) {
      try {
        return thing.toString().length() > 0 ? 1 : 2;
      } catch (NullPointerException e) {
        return 4;
      }
    }

    /** A list grows with each frame; below all of them, garbage forces collections. */
    private long deepGarbage(int depth, int tick) {
      Cell mine = new Cell(depth, new Cell(tick, null));
      String name = "n" + depth;
      byte[] bytes = new byte[depth];
      bytes[depth - 1] = (byte) depth;
      long below;
      if (depth == 1) {
        below = 0;
        for (int i = 0; i < 400; i++) {
          byte[] garbage = new byte[4000 + i];
          garbage[i] = 1;
          below += garbage[i];
        }
      } else {
        below = deepGarbage(depth - 1, tick);
      }
      long sum = below * 31 + mine.value() + mine.next().value() + bytes[depth - 1];
      for (int i = 0; i < name.length(); i++) {
        sum = sum * 7 + name.charAt(i);
      }
      return sum;
    }

    private Cell thrownThrough(int depth, Cell cells) {
      Cell mine = new Cell(depth, cells);
      if (depth == 0) {
        byte[][] garbage = new byte[40][];
        for (int i = 0; i < 300; i++) {
          garbage[i % 40] = new byte[3000 + i];
        }
        return garbage[99] == null ? mine : cells;
      }
      Cell out = mine;
      try {
        out = thrownThrough(depth - 1, mine);
      } catch (ArrayIndexOutOfBoundsException e) {
        kept.add(new Cell(depth, mine));
        if (depth % 5 != 0) {
          throw new Oops(mine.value());
        }
      } catch (WorseOops e) {
        return null;
      } catch (Oops e) {
        kept.add(out);
        if (depth % 7 != 0) {
          throw e;
        }
        return new Cell(e.code, mine);
      }
      return out;
    }

    private long thrownThroughGarbage(int tick) {
      kept.clear();
      long sum = 0;
      for (int depth = 0; depth < 30; depth++) {
        try {
          for (Cell at = thrownThrough(depth, null); at != null; at = at.next()) {
            sum = sum * 31 + at.value();
          }
        } catch (RuntimeException e) {
          sum = sum * 13 + (e instanceof Oops oops ? oops.code : 77);
        }
      }
      for (Object each : kept) {
        for (Cell at = (Cell) each; at != null; at = at.next()) {
          sum = sum * 3 + at.value();
        }
      }
      return sum + tick;
    }

    private long nested(int tick) {
      long sum = 0;
      for (int i = 0; i < 30; i++) {
        try {
          try {
            try {
              sum += one(i);
            } catch (NullPointerException e) {
              sum += 100;
              sum += one(i + 1);
            } finally {
              sum = sum * 3 + one(i * 6);
            }
          } catch (ClassCastException e) {
            sum += 1000 + one(i + 3);
          }
          sum += 5;
        } catch (ArrayIndexOutOfBoundsException e) {
          sum = sum * 5 + 7;
        } catch (RuntimeException e) {
          sum = sum * 11 + tick;
        }
      }
      return sum;
    }

    private int one(int kind) {
      Object[] objects = {"x", null, 3};
      switch (kind % 6) {
        case 0:
          return kind;
        case 1:
          return objects[1].hashCode();
        case 2:
          return ((Cell) objects[0]).value();
        case 3:
          return objects[kind].hashCode();
        case 4:
          throw new Oops(kind);
        default:
          return objects[2].hashCode();
      }
    }

    private long steps(int tick) {
      Step[] all = {
        seed -> seed * 3L,
        seed -> new Cell(seed, null).next().value(),
        seed -> Long.parseLong("12" + seed),
        seed -> Integer.parseInt("x" + seed),
        null,
        seed -> new long[] {1L << 40, seed}[seed % 3]
      };
      long sum = 0;
      for (int i = 0; i < 48; i++) {
        try {
          sum = sum * 31 + all[i % all.length].go(i + tick);
        } catch (NumberFormatException e) {
          sum += 9;
        } catch (RuntimeException e) {
          sum = sum * 7 + 1;
        }
      }
      return sum;
    }

    /** At random: makes, throws, catches, keeps. */
    private long tree(int depth, int tick) {
      int choice = random() % 10;
      Cell mine = new Cell(choice, cell);
      if (depth == 0) {
        return choice == 0 ? numbers[-1 - tick] : choice;
      }
      long sum = 0;
      for (int i = 0; i < 2; i++) {
        try {
          sum = sum * 31 + tree(depth - 1, tick);
          if (choice == 1) {
            throw new WorseOops(depth);
          }
          sum += mine.value();
        } catch (WorseOops e) {
          sum += e.code + mine.value();
        } catch (ArrayIndexOutOfBoundsException e) {
          cell = new Cell(depth, random() % 16 == 0 ? null : cell);
          if (choice % 2 == 0 && depth < 9) {
            throw e;
          }
        }
      }
      return sum;
    }

    private long collections(int tick) {
      for (int i = 0; i < 200; i++) {
        String key = "k" + random() % 50;
        Integer before = counts.get(key);
        counts.put(key, before == null ? i : before + i);
      }
      long sum = tick;
      for (int i = 0; i < 50; i++) {
        Integer count = counts.get("k" + i);
        sum = sum * 31 + (count == null ? -1 : count);
      }
      for (Cell at = cell; at != null; at = at.next()) {
        sum += at.value();
      }
      return sum * 31 + (long) (Math.sqrt(tick) * 1000.0);
    }
  }
}
