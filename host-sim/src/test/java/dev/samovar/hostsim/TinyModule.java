package dev.samovar.hostsim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Assembles small modules, good ones and bad ones; signatures are {@code "iil:i"}. */
public final class TinyModule {
  private final List<String> types = new ArrayList<>();
  private final List<byte[]> imports = new ArrayList<>();
  private final List<Integer> functions = new ArrayList<>();
  private final List<byte[]> bodies = new ArrayList<>();
  private final List<byte[]> exports = new ArrayList<>();
  private int importCount;
  private boolean memoryExported = true;
  private int start = -1;

  /** A module that speaks the ABI and allocates at one fixed address. */
  public static TinyModule good() {
    return new TinyModule()
        .function("proxy_abi_version_0_2_1", ":")
        .function("proxy_on_memory_allocate", "i:i", 0x41, 0x80, 0x08);
  }

  public TinyModule importFunction(String module, String name, String signature) {
    if (!bodies.isEmpty() && importCount == functions.size()) {
      throw new IllegalStateException(name + ": imports come first");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    name(out, module);
    name(out, name);
    out.write(0);
    number(out, type(signature));
    imports.add(out.toByteArray());
    importCount++;
    return this;
  }

  public TinyModule abi(String version) {
    return function("proxy_abi_version_" + version, ":");
  }

  public TinyModule allocator(int... code) {
    return function("proxy_on_memory_allocate", "i:i", code);
  }

  public TinyModule withoutMemoryExport() {
    memoryExported = false;
    return this;
  }

  /** Runs the function that was added last while the module is made. */
  public TinyModule startsWithTheLast() {
    start = importCount + functions.size() - 1;
    return this;
  }

  /** Exports a function; {@code code} without its last {@code end}. */
  public TinyModule function(String export, String signature, int... code) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    name(out, export);
    out.write(0);
    number(out, importCount + functions.size());
    exports.add(out.toByteArray());
    functions.add(type(signature));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(0);
    for (int b : code) {
      body.write(b);
    }
    body.write(0x0b);
    bodies.add(body.toByteArray());
    return this;
  }

  public Path write(Path file) throws IOException {
    Files.write(file, bytes());
    return file;
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 1, types.stream().map(TinyModule::signature).toList());
    section(out, 2, imports);
    section(out, 3, functions.stream().map(type -> new byte[] {(byte) (int) type}).toList());
    section(out, 5, List.of(new byte[] {0, 1}));
    // One mutable number, which starts at 4096.
    section(out, 6, List.of(new byte[] {0x7f, 1, 0x41, (byte) 0x80, 0x20, 0x0b}));
    List<byte[]> all = new ArrayList<>(exports);
    if (memoryExported) {
      ByteArrayOutputStream memory = new ByteArrayOutputStream();
      name(memory, "memory");
      memory.write(2);
      memory.write(0);
      all.add(memory.toByteArray());
    }
    section(out, 7, all);
    if (start >= 0) {
      out.writeBytes(new byte[] {8, 1, (byte) start});
    }
    section(
        out,
        10,
        bodies.stream()
            .map(
                body -> {
                  ByteArrayOutputStream sized = new ByteArrayOutputStream();
                  number(sized, body.length);
                  sized.writeBytes(body);
                  return sized.toByteArray();
                })
            .toList());
    return out.toByteArray();
  }

  private int type(String signature) {
    if (!types.contains(signature)) {
      types.add(signature);
    }
    return types.indexOf(signature);
  }

  private static byte[] signature(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x60);
    for (String part : new String[] {text.split(":", -1)[0], text.split(":", -1)[1]}) {
      number(out, part.length());
      for (char c : part.toCharArray()) {
        out.write(c == 'l' ? 0x7e : 0x7f);
      }
    }
    return out.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, int id, List<byte[]> entries) {
    if (entries.isEmpty()) {
      return;
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    number(content, entries.size());
    entries.forEach(content::writeBytes);
    out.write(id);
    number(out, content.size());
    out.writeBytes(content.toByteArray());
  }

  private static void name(ByteArrayOutputStream out, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void number(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
