package dev.samovar.proxywasm.teavm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves runs of zeros out of a module's data: linear memory starts zeroed, so a segment may be cut
 * at each long run (WebAssembly core specification, section 5.5.14). The compiler writes the
 * statics and the class tables as one segment, a third of which is zeros.
 *
 * <p>Only what the compiler writes is understood: active segments of memory 0 at constant offsets,
 * none over another. Any other module is answered as it is.
 */
final class ZeroRuns {
  /** A cut costs about 8 bytes: flags, offset expression, length. */
  private static final int SHORTEST = 16;

  private static final int DATA_SECTION = 11;
  private static final int DATA_COUNT_SECTION = 12;
  private static final int HEADER_BYTES = 8;

  private final byte[] module;
  private int at;

  private ZeroRuns(byte[] module) {
    this.module = module;
  }

  /** The module without them. */
  static byte[] cut(byte[] module) {
    return new ZeroRuns(module).rewrite();
  }

  private byte[] rewrite() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(module, 0, HEADER_BYTES);
    at = HEADER_BYTES;
    while (at < module.length) {
      int start = at;
      int id = module[at++];
      int size = (int) unsigned();
      int end = at + size;
      byte[] data = id == DATA_SECTION ? dataSection() : null;
      if (id == DATA_COUNT_SECTION || id == DATA_SECTION && data == null) {
        return module;
      }
      if (data == null) {
        out.write(module, start, end - start);
      } else {
        out.write(id);
        writeUnsigned(out, data.length);
        out.writeBytes(data);
      }
      at = end;
    }
    return out.toByteArray();
  }

  private record Segment(int offset, int from, int to) {}

  private byte[] dataSection() {
    List<Segment> segments = new ArrayList<>();
    int count = (int) unsigned();
    long written = 0;
    for (int i = 0; i < count; i++) {
      boolean plain = module[at++] == 0 && module[at++] == 0x41;
      if (!plain) {
        return null;
      }
      int offset = signed();
      if (module[at++] != 0x0B) {
        return null;
      }
      int size = (int) unsigned();
      // Over what another segment wrote, zeros would matter.
      if (Integer.toUnsignedLong(offset) < written) {
        return null;
      }
      written = Integer.toUnsignedLong(offset) + size;
      split(offset, at, at + size, segments);
      at += size;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeUnsigned(out, segments.size());
    for (Segment segment : segments) {
      out.write(0);
      out.write(0x41);
      writeSigned(out, segment.offset());
      out.write(0x0B);
      writeUnsigned(out, segment.to() - segment.from());
      out.write(module, segment.from(), segment.to() - segment.from());
    }
    return out.toByteArray();
  }

  private void split(int offset, int from, int to, List<Segment> segments) {
    int start = from;
    int i = from;
    while (i < to) {
      int run = i;
      while (run < to && module[run] == 0) {
        run++;
      }
      if (run - i >= SHORTEST || run == to) {
        if (i > start) {
          segments.add(new Segment(offset + start - from, start, i));
        }
        start = run;
      }
      i = Math.max(run, i + 1);
    }
    if (start < to) {
      segments.add(new Segment(offset + start - from, start, to));
    }
  }

  private long unsigned() {
    long out = 0;
    int shift = 0;
    byte b;
    do {
      b = module[at++];
      out |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    return out;
  }

  private int signed() {
    int out = 0;
    int shift = 0;
    byte b;
    do {
      b = module[at++];
      out |= (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    return shift < 32 && (b & 0x40) != 0 ? out | -1 << shift : out;
  }

  private static void writeUnsigned(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left >>> 7 != 0) {
      out.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  private static void writeSigned(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left < -64 || left > 63) {
      out.write(left & 0x7f | 0x80);
      left >>= 7;
    }
    out.write(left & 0x7f);
  }
}
