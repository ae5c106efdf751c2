package dev.samovar.agent.store;

import io.lettuce.core.codec.RedisCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** UTF-8; a value over {@value #MAX_VALUE_BYTES} bytes is foreign and reads as the empty text. */
final class LongText implements RedisCodec<String, String> {
  static final int MAX_VALUE_BYTES = 1 << 20;
  static final LongText CODEC = new LongText();

  private LongText() {}

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
