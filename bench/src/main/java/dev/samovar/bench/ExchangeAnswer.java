package dev.samovar.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * An agent's answer to an exchange, whole each time: {@code docs/exchange.md}, version 1. Loads
 * differ from endpoint to endpoint and from answer to answer.
 */
final class ExchangeAnswer {

  private static final int WAITING_RUNNING_KV = 0b111;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ExchangeAnswer() {}

  /**
   * The answer's bytes.
   *
   * @param providers names are {@code p0}, {@code p1}…; endpoint i belongs to provider i modulo
   *     their number
   * @param address of an endpoint, by its number
   * @param turn of the answer, from 1
   */
  static byte[] of(int providers, int endpoints, IntFunction<String> address, int turn) {
    ExchangeAnswer answer = new ExchangeAnswer();
    answer.out.writeBytes(new byte[] {'S', 'M', 'V', 1});
    answer.section(1, head(turn));
    answer.section(2, providers(providers));
    answer.section(3, endpoints(providers, endpoints, address));
    answer.section(5, loads(endpoints, turn));
    answer.section(6, new ExchangeAnswer().varint(0));
    answer.section(7, values(providers, turn));
    return answer.out.toByteArray();
  }

  private static ExchangeAnswer head(int turn) {
    return new ExchangeAnswer()
        .u64(0x5341_4d4f_5641_5201L)
        .varint(turn)
        .varint(250)
        .varint(1)
        .text("bench")
        .u64(System.currentTimeMillis())
        .varint(5)
        .varint(1)
        .varint(1);
  }

  private static ExchangeAnswer providers(int providers) {
    ExchangeAnswer out = new ExchangeAnswer().varint(providers);
    for (int i = 0; i < providers; i++) {
      out.varint(i).text("p" + i).text("vllm");
    }
    return out;
  }

  private static ExchangeAnswer endpoints(
      int providers, int endpoints, IntFunction<String> address) {
    ExchangeAnswer out = new ExchangeAnswer().varint(endpoints);
    for (int i = 0; i < endpoints; i++) {
      out.varint(i).varint(i % providers).text(address.apply(i)).varint(0);
    }
    return out;
  }

  /** Where an endpoint is said to be that nobody asks. */
  static String address(int endpoint) {
    return "10.0." + endpoint / 250 + "." + (1 + endpoint % 250) + ":8000";
  }

  private static ExchangeAnswer loads(int endpoints, int turn) {
    ExchangeAnswer out = new ExchangeAnswer().varint(endpoints);
    for (int i = 0; i < endpoints; i++) {
      int mixed = (i * 31 + turn * 17) & 0xff;
      byte[] load =
          new ExchangeAnswer()
              .varint(WAITING_RUNNING_KV)
              .varint(mixed & 31)
              .varint(mixed & 7)
              .varint(mixed >> 2)
              .varint(mixed * 39)
              .out
              .toByteArray();
      out.varint(i).varint(load.length).out.writeBytes(load);
    }
    return out;
  }

  private static ExchangeAnswer values(int providers, int turn) {
    ExchangeAnswer out = new ExchangeAnswer().varint(5).varint(providers);
    for (int i = 0; i < providers; i++) {
      out.text(Integer.toString((i * 37 + turn * 11) % 100));
    }
    return out;
  }

  private void section(int type, ExchangeAnswer payload) {
    byte[] bytes = payload.out.toByteArray();
    out.write(type);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private ExchangeAnswer varint(long value) {
    long rest = value;
    while (rest > 127) {
      out.write((int) (rest & 127 | 128));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  private ExchangeAnswer u64(long value) {
    for (int i = 0; i < 8; i++) {
      out.write((int) (value >>> 8 * i));
    }
    return this;
  }

  private ExchangeAnswer text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }
}
