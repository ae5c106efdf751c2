package dev.samovar.agent.store;

import io.lettuce.core.codec.RedisCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys and values as UTF-8. A value over {@value #MAX_VALUE_BYTES} bytes is no number and reads as
 * the empty text, so that a foreign value under one of our keys is never copied.
 */
final class ShortText implements RedisCodec<String, String> {
  static final int MAX_VALUE_BYTES = 64;
  static final ShortText CODEC = new ShortText();

  private ShortText() {}

  @Override
  public String decodeKey(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  @Override
  public String decodeValue(ByteBuffer bytes) {
    return bytes.remaining() > MAX_VALUE_BYTES
        ? ""
        : StandardCharsets.UTF_8.decode(bytes).toString();
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
