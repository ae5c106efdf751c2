package dev.samovar.core.exchange;

/** Puts together an agent's answer about its snapshot, section by section. */
final class Answers {
  private static final int FULL = 1;
  private final WireWriter out = new WireWriter().u8('S').u8('M').u8('V').u8(1);

  /**
   * @param age of the snapshot, milliseconds
   */
  Answers(long epoch, boolean full, long age) {
    out.section(
        1,
        new WireWriter()
            .u64(epoch)
            .varint(3)
            .varint(250)
            .varint(full ? FULL : 0)
            .text("agent")
            .u64(0)
            .varint(age)
            .varint(1));
  }

  Answers providers(String... names) {
    WireWriter part = new WireWriter().varint(names.length);
    for (int i = 0; i < names.length; i++) {
      part.varint(i).text(names[i]).text("vllm");
    }
    out.section(2, part);
    return this;
  }

  /** Each {@code index provider address [label value]…}. */
  Answers endpoints(String... lines) {
    WireWriter part = new WireWriter().varint(lines.length);
    for (String line : lines) {
      String[] words = line.split(" ");
      part.varint(Long.parseLong(words[0])).varint(Long.parseLong(words[1])).text(words[2]);
      part.varint((words.length - 3) / 2);
      for (int i = 3; i < words.length; i++) {
        part.text(words[i]);
      }
    }
    out.section(3, part);
    return this;
  }

  Answers gone(long... indexes) {
    WireWriter part = new WireWriter().varint(indexes.length);
    for (long index : indexes) {
      part.varint(index);
    }
    out.section(4, part);
    return this;
  }

  /** Each {@code index age waiting running adapter…}; {@code index} alone is unknown. */
  Answers loads(String... lines) {
    WireWriter part = new WireWriter().varint(lines.length);
    for (String line : lines) {
      String[] words = line.split(" ");
      WireWriter load = new WireWriter();
      if (words.length == 1) {
        load.varint(0);
      } else {
        boolean adapters = words.length > 4;
        load.varint(3 | (adapters ? 1 << 11 : 0));
        for (int i = 1; i < 4; i++) {
          load.varint(Long.parseLong(words[i]));
        }
        if (adapters) {
          load.varint(words.length - 4);
          for (int i = 4; i < words.length; i++) {
            load.text(words[i]);
          }
          load.varint(0);
        }
      }
      part.varint(Long.parseLong(words[0])).block(load.toBytes());
    }
    out.section(5, part);
    return this;
  }

  /** Each {@code index inFlight pending myInFlight myPending}. */
  Answers fleet(String... lines) {
    WireWriter part = new WireWriter().varint(lines.length);
    for (String line : lines) {
      for (String word : line.split(" ")) {
        part.varint(Long.parseLong(word));
      }
    }
    out.section(6, part);
    return this;
  }

  Answers section(int type, byte[] bytes) {
    out.section(type, new WireWriter().raw(bytes));
    return this;
  }

  ExchangeAnswer read() {
    return ExchangeAnswer.read(out.toBytes());
  }
}
