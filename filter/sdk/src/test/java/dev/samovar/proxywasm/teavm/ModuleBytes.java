package dev.samovar.proxywasm.teavm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes small WebAssembly modules by hand (core specification, section 5.5). */
final class ModuleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** An empty module. */
  static ModuleBytes module() {
    return new ModuleBytes().raw(0, 'a', 's', 'm', 1, 0, 0, 0);
  }

  static ModuleBytes bytes() {
    return new ModuleBytes();
  }

  ModuleBytes raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  ModuleBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  ModuleBytes unsigned(long value) {
    long left = value;
    while (left > 127) {
      out.write((int) (left & 127 | 128));
      left >>>= 7;
    }
    return raw((int) left);
  }

  ModuleBytes name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return unsigned(utf8.length).raw(utf8);
  }

  ModuleBytes section(int id, ModuleBytes content) {
    byte[] bytes = content.toBytes();
    return raw(id).unsigned(bytes.length).raw(bytes);
  }

  /** A memory of that many pages. */
  ModuleBytes memory(int pages) {
    return section(5, bytes().raw(1, 0).unsigned(pages));
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
