package dev.samovar.proxywasm.teavm.shrink;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A module of one exported function of two numbers, and one page of memory. */
final class Specimen {
  private static final int WATCHED_BYTES = 4096 + 64;

  private final byte[] bytes;

  private Specimen(byte[] bytes) {
    this.bytes = bytes;
  }

  /** With so many locals beside the parameters, which are locals 0 and 1. */
  static Specimen of(int locals, Node... statements) {
    FunctionType type = new FunctionType(List.of(Op.I32, Op.I32), Op.I32);
    List<Integer> types = new ArrayList<>(type.parameters());
    for (int i = 0; i < locals; i++) {
      types.add(Op.I32);
    }
    Function function = new Function(0, type, types, Node.block(Op.I32, statements));
    return of(CodeWriter.write(function));
  }

  /** Likewise, with two long ones more, which come first. */
  static Specimen ofLongs(Node... statements) {
    FunctionType type = new FunctionType(List.of(Op.I32, Op.I32), Op.I32);
    List<Integer> types = List.of(Op.I32, Op.I32, Op.I64, Op.I64);
    return of(CodeWriter.write(new Function(0, type, types, Node.block(Op.I32, statements))));
  }

  private static Specimen of(byte[] code) {
    ByteWriter out = new ByteWriter();
    out.bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 1, 3, 0x60, 2, Op.I32, Op.I32, 1, Op.I32, 0x60, 1, Op.I32, 0, 0x60, 0, 0);
    section(out, 3, 1, 0);
    section(out, 5, 1, 0, 1);
    section(out, 7, 1, 1, 'f', 0, 0);
    out.u8(10).sized(new ByteWriter().unsigned(1).sized(code).toBytes());
    return new Specimen(out.toBytes());
  }

  private static void section(ByteWriter out, int id, int... content) {
    ByteWriter section = new ByteWriter();
    Arrays.stream(content).forEach(section::u8);
    out.u8(id).sized(section.toBytes());
  }

  int size() {
    return bytes.length;
  }

  ModuleParts parts() {
    return ModuleParts.read(bytes);
  }

  /** After that pass over its function. */
  Specimen after(Consumer<Function> pass) {
    ModuleParts parts = parts();
    pass.accept(parts.functions.get(0));
    return new Specimen(parts.write());
  }

  Specimen afterModule(Consumer<ModuleParts> pass) {
    ModuleParts parts = parts();
    pass.accept(parts);
    return new Specimen(parts.write());
  }

  String text() {
    return Shape.text(parts().functions.get(0).body);
  }

  /** What the function answers for pairs of numbers, and what it leaves in memory. */
  List<String> runs() {
    List<String> out = new ArrayList<>();
    int[] numbers = {0, 1, -1, 5, 1000, Integer.MIN_VALUE, Integer.MAX_VALUE};
    for (int first : numbers) {
      int second = first * 31 + 7;
      Instance instance = Instance.builder(Parser.parse(bytes)).build();
      long result = (int) instance.export("f").apply(first, second)[0];
      out.add(result + " " + Arrays.hashCode(instance.memory().readBytes(0, WATCHED_BYTES)));
    }
    return out;
  }
}
