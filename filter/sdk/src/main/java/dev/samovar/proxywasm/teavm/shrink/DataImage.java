package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.List;

/** What the active segments of memory 0 write, as one run of bytes, zeros between them. */
final class DataImage {
  private static final int MOST_BYTES = 1 << 26;

  private record Segment(int address, byte[] bytes) {}

  private int start;
  private byte[] bytes;

  private DataImage(int start, byte[] bytes) {
    this.start = start;
    this.bytes = bytes;
  }

  static DataImage read(ByteReader in) {
    List<Segment> segments = new ArrayList<>();
    int start = Integer.MAX_VALUE;
    int end = 0;
    for (int left = in.more() ? in.unsigned() : 0; left > 0; left--) {
      if (in.u8() != 0 || in.u8() != Op.CONST) {
        throw new UnknownShape("a data segment of another form");
      }
      int address = (int) in.signed();
      if (in.u8() != Op.END || address < 0) {
        throw new UnknownShape("a data segment at a computed address");
      }
      byte[] content = in.take(in.unsigned());
      segments.add(new Segment(address, content));
      start = Math.min(start, address);
      end = Math.max(end, address + content.length);
      if (end < 0 || end > MOST_BYTES) {
        throw new UnknownShape("data far above");
      }
    }
    DataImage out =
        new DataImage(segments.isEmpty() ? 0 : start, new byte[Math.max(0, end - start)]);
    for (Segment segment : segments) {
      byte[] from = segment.bytes();
      System.arraycopy(from, 0, out.bytes, segment.address() - start, from.length);
    }
    return out;
  }

  byte[] write() {
    ByteWriter out = new ByteWriter();
    if (bytes.length == 0) {
      return out.unsigned(0).toBytes();
    }
    return out.unsigned(1).u8(0).u8(Op.CONST).signed(start).u8(Op.END).sized(bytes).toBytes();
  }

  int start() {
    return start;
  }

  int end() {
    return start + bytes.length;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** Holds those bytes and nothing else. */
  void become(int address, byte[] content) {
    start = address;
    bytes = content.clone();
  }

  int word(int address) {
    int at = at(address);
    return bytes[at] & 0xff
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | (bytes[at + 3] & 0xff) << 24;
  }

  void setWord(int address, int value) {
    int at = at(address);
    for (int k = 0; k < 4; k++) {
      bytes[at + k] = (byte) (value >>> 8 * k);
    }
  }

  private int at(int address) {
    int at = address - start;
    if (at < 0 || at > bytes.length - 4) {
      throw new UnknownShape("no data at " + address);
    }
    return at;
  }
}
