package dev.samovar.agent.store;

import io.lettuce.core.codec.RedisCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys and values as UTF-8. A value over the bound is foreign and reads as the empty text, so that
 * it is never copied.
 *
 * @param maxValueBytes the bound
 */
record Text(int maxValueBytes) implements RedisCodec<String, String> {
  /** Values that are numbers. */
  static final Text SHORT = new Text(64);

  /** What agents write for each other. */
  static final Text LONG = new Text(1 << 20);

  @Override
  public String decodeKey(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  @Override
  public String decodeValue(ByteBuffer bytes) {
    return bytes.remaining() > maxValueBytes ? "" : decodeKey(bytes);
  }

  @Override
  public ByteBuffer encodeKey(String key) {
    return StandardCharsets.UTF_8.encode(key);
  }

  @Override
  public ByteBuffer encodeValue(String value) {
    return StandardCharsets.UTF_8.encode(value);
  }
}
