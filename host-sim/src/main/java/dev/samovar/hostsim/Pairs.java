package dev.samovar.hostsim;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Header pairs in the ABI's encoding, read as strictly as a proxy does: anything malformed counts
 * as no pairs.
 *
 * <p>proxy-wasm ABI 0.2.1, "Serialization".
 */
public final class Pairs {
  private static final int MAX_COUNT = 1024;
  private static final int MAX_BYTES = 1024 * 1024;

  private Pairs() {}

  /** Encodes a map; an empty one has no bytes, as Envoy answers it. */
  static byte[] encode(Headers headers) {
    if (headers == null || headers.size() == 0) {
      return new byte[0];
    }
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteBuffer sizes = ByteBuffer.allocate(4 + 8 * headers.size()).order(ByteOrder.LITTLE_ENDIAN);
    sizes.putInt(headers.size());
    for (Header header : headers) {
      for (String part : new String[] {header.name(), header.value()}) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sizes.putInt(bytes.length);
        data.writeBytes(bytes);
        data.write(0);
      }
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(sizes.array());
    all.writeBytes(data.toByteArray());
    return all.toByteArray();
  }

  /** Decodes pairs, or answers {@code null} where a proxy would take them for none. */
  static Headers decode(byte[] bytes) {
    Headers headers = new Headers();
    if (bytes.length == 0) {
      return headers;
    }
    if (bytes.length < 4 || bytes.length > MAX_BYTES) {
      return null;
    }
    ByteBuffer sizes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = sizes.getInt();
    if (count < 0 || count > MAX_COUNT || 4L + 8L * count > bytes.length) {
      return null;
    }
    long at = 4L + 8L * count;
    for (int i = 0; i < count; i++) {
      String[] pair = new String[2];
      for (int part = 0; part < 2; part++) {
        long length = sizes.getInt() & 0xffffffffL;
        if (at + length + 1 > bytes.length || bytes[(int) (at + length)] != 0) {
          return null;
        }
        pair[part] = new String(bytes, (int) at, (int) length, StandardCharsets.UTF_8);
        at += length + 1;
      }
      headers.add(pair[0], pair[1]);
    }
    return at == bytes.length ? headers : null;
  }
}
