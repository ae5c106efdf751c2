package dev.samovar.envoy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The smallest proxy-wasm filter that shows what an Envoy does with one, assembled here so that the
 * tests of the configuration need no compiler. It adds its plugin configuration to each request as
 * the header {@code x-plugin}, answers a request that carries {@code x-refuse} with {@link
 * #REFUSAL}, and refuses a configuration that begins with {@code !}. The value of {@code x-wish}
 * becomes {@code x-samovar-cluster}, with the route cache cleared, and that of {@code x-ranked}
 * becomes {@code x-gateway-destination-endpoint}.
 */
final class TinyFilter {

  static final String REFUSAL = "{\"error\":{\"message\":\"quota\",\"code\":\"over\"}}";

  private static final int DATA = 1024;
  private static final int CONFIGURATIONS = 8192;
  private static final int PARENTS = 1 << 20;
  private static final int HEAP = 8 << 20;

  private static final int I32 = 0x7f;
  private static final int RETURN_POINTER = 16;
  private static final int RETURN_SIZE = 20;

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private TinyFilter() {}

  static Path write(Path directory) {
    Path file = directory.resolve("tiny.wasm");
    try {
      Files.write(file, new TinyFilter().module());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private byte[] module() {
    int added = place("x-plugin");
    int refuse = place("x-refuse");
    int details = place("samovar_refused");
    int body = place(REFUSAL);
    byte[] headers = pair("content-type", "application/json");
    int pairs = place(headers);
    int wish = place("x-wish");
    int cluster = place("x-samovar-cluster");
    int clear = place("clear_route_cache");
    int ranked = place("x-ranked");
    int destination = place("x-gateway-destination-endpoint");

    List<byte[]> code = new ArrayList<>();
    // _initialize() and proxy_abi_version_0_2_1()
    code.add(function(0));
    // proxy_on_memory_allocate(size): the old heap end, rounded so that words stay aligned
    code.add(
        function(
            0,
            get("global", 0),
            get("global", 0),
            get("local", 0),
            op(0x6a),
            number(15),
            op(0x6a),
            number(-8),
            op(0x71),
            op(0x24, 0)));
    // proxy_on_context_create(context, parent): PARENTS[context] = parent
    code.add(function(0, slot(PARENTS, 4, get("local", 0)), get("local", 1), store(0)));
    // proxy_on_configure(context, size): keep the text, and the heap from there on
    code.add(
        function(
            0,
            number(7),
            number(0),
            get("local", 1),
            number(RETURN_POINTER),
            number(RETURN_SIZE),
            op(0x10, 0),
            op(0x1a),
            slot(CONFIGURATIONS, 8, get("local", 0)),
            number(RETURN_POINTER),
            load(0),
            store(0),
            slot(CONFIGURATIONS, 8, get("local", 0)),
            get("local", 1),
            store(4),
            get("global", 0),
            op(0x24, 1),
            // the first byte is not '!'
            number(RETURN_POINTER),
            load(0),
            op(0x2d, 0, 0),
            number('!'),
            op(0x47)));
    // proxy_on_request_headers(context, count, end)
    code.add(
        function(
            1,
            get("global", 1),
            op(0x24, 0),
            slot(PARENTS, 4, get("local", 0)),
            load(0),
            op(0x21, 3),
            number(0),
            number(added),
            number("x-plugin".length()),
            slot(CONFIGURATIONS, 8, get("local", 3)),
            load(0),
            slot(CONFIGURATIONS, 8, get("local", 3)),
            load(4),
            op(0x10, 1),
            op(0x1a),
            copied(ranked, "x-ranked", destination, "x-gateway-destination-endpoint"),
            copied(
                wish,
                "x-wish",
                cluster,
                "x-samovar-cluster",
                number(clear),
                number("clear_route_cache".length()),
                number(0),
                number(0),
                number(RETURN_POINTER),
                number(RETURN_SIZE),
                op(0x10, 4),
                op(0x1a)),
            number(0),
            number(refuse),
            number("x-refuse".length()),
            number(RETURN_POINTER),
            number(RETURN_SIZE),
            op(0x10, 2),
            op(0x45),
            op(0x04, I32),
            number(429),
            number(details),
            number("samovar_refused".length()),
            number(body),
            number(REFUSAL.length()),
            number(pairs),
            number(headers.length),
            number(-1),
            op(0x10, 3),
            op(0x1a),
            number(1),
            op(0x05),
            number(0),
            op(0x0b)));

    ByteArrayOutputStream module = new ByteArrayOutputStream();
    module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(
        module,
        1,
        vector(
            List.of(
                type(0, false),
                type(1, true),
                type(2, false),
                type(2, true),
                type(3, true),
                type(5, true),
                type(8, true),
                type(6, true))));
    section(
        module,
        2,
        vector(
            List.of(
                imported("proxy_get_buffer_bytes", 5),
                imported("proxy_add_header_map_value", 5),
                imported("proxy_get_header_map_value", 5),
                imported("proxy_send_local_response", 6),
                imported("proxy_call_foreign_function", 7))));
    section(module, 3, vector(List.of(op(0), op(1), op(2), op(3), op(4))));
    section(module, 5, vector(List.of(join(op(0), unsigned(256)))));
    section(
        module,
        6,
        vector(
            List.of(
                join(op(I32, 1), number(HEAP), op(0x0b)),
                join(op(I32, 1), number(HEAP), op(0x0b)))));
    section(
        module,
        7,
        vector(
            List.of(
                exported("memory", 2, 0),
                exported("_initialize", 0, 5),
                exported("proxy_abi_version_0_2_1", 0, 5),
                exported("proxy_on_memory_allocate", 0, 6),
                exported("proxy_on_context_create", 0, 7),
                exported("proxy_on_configure", 0, 8),
                exported("proxy_on_request_headers", 0, 9))));
    section(module, 10, vector(code));
    section(
        module,
        11,
        vector(List.of(join(op(0), number(DATA), op(0x0b), sized(data.toByteArray())))));
    return module.toByteArray();
  }

  /** Where the request has the first header: adds the second with its value, and runs the rest. */
  private static byte[] copied(int from, String name, int to, String copy, byte[]... then) {
    return join(
        number(0),
        number(from),
        number(name.length()),
        number(RETURN_POINTER),
        number(RETURN_SIZE),
        op(0x10, 2),
        op(0x45),
        op(0x04, 0x40),
        number(0),
        number(to),
        number(copy.length()),
        number(RETURN_POINTER),
        load(0),
        number(RETURN_SIZE),
        load(0),
        op(0x10, 1),
        op(0x1a),
        join(then),
        op(0x0b));
  }

  private int place(String text) {
    return place(text.getBytes(StandardCharsets.UTF_8));
  }

  private int place(byte[] bytes) {
    int address = DATA + data.size();
    data.writeBytes(bytes);
    return address;
  }

  /** A header map of one pair, as proxy-wasm writes it. */
  private static byte[] pair(String name, String value) {
    ByteBuffer buffer =
        ByteBuffer.allocate(12 + name.length() + 1 + value.length() + 1)
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(1).putInt(name.length()).putInt(value.length());
    buffer.put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    buffer.put(value.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    return buffer.array();
  }

  private static byte[] op(int... bytes) {
    byte[] code = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      code[i] = (byte) bytes[i];
    }
    return code;
  }

  private static byte[] get(String kind, int index) {
    return op(kind.equals("local") ? 0x20 : 0x23, index);
  }

  private static byte[] load(int offset) {
    return op(0x28, 2, offset);
  }

  private static byte[] store(int offset) {
    return op(0x36, 2, offset);
  }

  private static byte[] slot(int base, int size, byte[] index) {
    return join(index, number(size), op(0x6c), number(base), op(0x6a));
  }

  private static byte[] number(int value) {
    ByteArrayOutputStream leb = new ByteArrayOutputStream();
    leb.write(0x41);
    int rest = value;
    while (rest < -64 || rest > 63) {
      leb.write((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    leb.write(rest & 0x7f);
    return leb.toByteArray();
  }

  private static byte[] unsigned(int value) {
    ByteArrayOutputStream leb = new ByteArrayOutputStream();
    int rest = value;
    while (rest > 127) {
      leb.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    leb.write(rest);
    return leb.toByteArray();
  }

  private static byte[] function(int locals, byte[]... code) {
    byte[] declared = locals == 0 ? op(0) : op(1, locals, I32);
    return sized(join(declared, join(code), op(0x0b)));
  }

  private static byte[] type(int parameters, boolean result) {
    ByteArrayOutputStream type = new ByteArrayOutputStream();
    type.write(0x60);
    type.write(parameters);
    for (int i = 0; i < parameters; i++) {
      type.write(I32);
    }
    type.writeBytes(result ? op(1, I32) : op(0));
    return type.toByteArray();
  }

  private static byte[] imported(String name, int type) {
    return join(name("env"), name(name), op(0, type));
  }

  private static byte[] exported(String name, int kind, int index) {
    return join(name(name), op(kind, index));
  }

  private static byte[] name(String name) {
    return sized(name.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sized(byte[] bytes) {
    return join(unsigned(bytes.length), bytes);
  }

  private static byte[] vector(List<byte[]> items) {
    return join(unsigned(items.size()), join(items.toArray(new byte[0][])));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static void section(ByteArrayOutputStream module, int id, byte[] content) {
    module.write(id);
    module.writeBytes(sized(content));
  }
}
