package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A module taken apart: its functions as trees, its data as one image of memory, every section that
 * no pass touches as it was. Throws {@link UnknownShape} where a feature is used that the compiler
 * does not use.
 */
final class ModuleParts {
  private static final int HEADER_BYTES = 8;
  private static final int TYPES = 1;
  private static final int IMPORTS = 2;
  private static final int FUNCTIONS = 3;
  private static final int MEMORY = 5;
  private static final int GLOBALS = 6;
  private static final int START = 8;
  private static final int ELEMENTS = 9;
  private static final int CODE = 10;
  private static final int DATA = 11;
  private static final int FUNCTION_FORM = 0x60;
  private static final int PAGE_BYTES = 1 << 16;

  final List<FunctionType> types = new ArrayList<>();

  /** Types of the globals. */
  final List<Integer> globals = new ArrayList<>();

  final List<Function> functions = new ArrayList<>();

  /** What the table holds. */
  final List<Integer> tableFunctions = new ArrayList<>();

  final DataImage data;

  private final byte[] header;
  private final Map<Integer, byte[]> sections = new TreeMap<>();
  private final List<byte[]> customs = new ArrayList<>();
  private final List<Integer> typeIndexes = new ArrayList<>();
  private final ByteWriter addedGlobals = new ByteWriter();
  private int imported;

  private ModuleParts(byte[] module) {
    ByteReader in = new ByteReader(module, 0, module.length);
    header = in.take(HEADER_BYTES);
    while (in.more()) {
      int id = in.u8();
      byte[] content = in.take(in.unsigned());
      if (id == 0) {
        customs.add(content);
      } else if (id > DATA) {
        throw new UnknownShape("section " + id);
      } else {
        sections.put(id, content);
      }
    }
    readTypes();
    readImports();
    readDeclarations();
    readGlobals();
    readElements();
    readCode();
    data = DataImage.read(section(DATA));
  }

  static ModuleParts read(byte[] module) {
    try {
      return new ModuleParts(module);
    } catch (IndexOutOfBoundsException e) {
      throw new UnknownShape("an index is out of bounds");
    }
  }

  int imported() {
    return imported;
  }

  FunctionType typeOf(int function) {
    return types.get(typeIndexes.get(function));
  }

  int typeIndexOf(int function) {
    return typeIndexes.get(function);
  }

  /** The function with that number, or null where it is imported. */
  Function function(int index) {
    return index < imported ? null : functions.get(index - imported);
  }

  /** A new mutable {@code i32} global of that start value. */
  int addGlobal(int start) {
    addedGlobals.u8(Op.I32).u8(1).u8(Op.CONST).signed(start).u8(Op.END);
    globals.add(Op.I32);
    return globals.size() - 1;
  }

  /** A new function of that type, whose body is one statement. */
  Function addFunction(FunctionType type, Node statement) {
    int typeIndex = types.indexOf(type);
    if (typeIndex < 0) {
      throw new UnknownShape("no function of a wanted type");
    }
    int index = typeIndexes.size();
    typeIndexes.add(typeIndex);
    Node body = Node.block(type.result(), statement);
    Function function = new Function(index, type, new ArrayList<>(type.parameters()), body);
    functions.add(function);
    return function;
  }

  /** The function that runs when the module is made. */
  int start() {
    ByteReader in = section(START);
    if (!in.more()) {
      throw new UnknownShape("no start function");
    }
    return in.unsigned();
  }

  void setStart(int function) {
    sections.put(START, new ByteWriter().unsigned(function).toBytes());
  }

  /** The size of the memory before it grows. */
  int startMemoryBytes() {
    ByteReader in = section(MEMORY);
    if (!in.more() || in.unsigned() != 1 || in.u8() > 1) {
      throw new UnknownShape("no memory, or one of another form");
    }
    long bytes = (long) in.unsigned() * PAGE_BYTES;
    if (bytes <= 0 || bytes > Integer.MAX_VALUE) {
      throw new UnknownShape("a memory of " + bytes + " bytes");
    }
    return (int) bytes;
  }

  byte[] write() {
    Map<Integer, byte[]> written = new TreeMap<>(sections);
    ByteWriter declarations = new ByteWriter().unsigned(functions.size());
    typeIndexes.subList(imported, typeIndexes.size()).forEach(declarations::unsigned);
    written.put(FUNCTIONS, declarations.toBytes());
    if (addedGlobals.toBytes().length > 0) {
      ByteReader old = section(GLOBALS);
      if (old.more()) {
        old.unsigned();
      }
      byte[] kept = old.take(old.end - old.at);
      byte[] added = addedGlobals.toBytes();
      written.put(
          GLOBALS, new ByteWriter().unsigned(globals.size()).bytes(kept).bytes(added).toBytes());
    }
    ByteWriter code = new ByteWriter().unsigned(functions.size());
    for (Function function : functions) {
      code.sized(CodeWriter.write(function));
    }
    written.put(CODE, code.toBytes());
    written.put(DATA, data.write());
    ByteWriter out = new ByteWriter().bytes(header);
    written.forEach((id, content) -> out.u8(id).sized(content));
    customs.forEach(content -> out.u8(0).sized(content));
    return out.toBytes();
  }

  private ByteReader section(int id) {
    byte[] content = sections.getOrDefault(id, new byte[0]);
    return new ByteReader(content, 0, content.length);
  }

  private static int count(ByteReader in) {
    return in.more() ? in.unsigned() : 0;
  }

  private void readTypes() {
    ByteReader in = section(TYPES);
    for (int left = count(in); left > 0; left--) {
      if (in.u8() != FUNCTION_FORM) {
        throw new UnknownShape("a type that is no function's");
      }
      List<Integer> parameters = new ArrayList<>();
      for (int i = in.unsigned(); i > 0; i--) {
        parameters.add(in.u8());
      }
      int results = in.unsigned();
      if (results > 1) {
        throw new UnknownShape("a function with several results");
      }
      types.add(new FunctionType(parameters, results == 0 ? Op.VOID : in.u8()));
    }
  }

  private void readImports() {
    ByteReader in = section(IMPORTS);
    for (int left = count(in); left > 0; left--) {
      in.take(in.unsigned());
      in.take(in.unsigned());
      if (in.u8() != 0) {
        throw new UnknownShape("an import that is no function");
      }
      typeIndexes.add(in.unsigned());
      imported++;
    }
  }

  private void readDeclarations() {
    ByteReader in = section(FUNCTIONS);
    for (int left = count(in); left > 0; left--) {
      typeIndexes.add(in.unsigned());
    }
  }

  private void readGlobals() {
    ByteReader in = section(GLOBALS);
    for (int left = count(in); left > 0; left--) {
      globals.add(in.u8());
      in.u8();
      int op = in.u8();
      if (op == Op.CONST || op == Op.CONST_LONG) {
        in.signed();
      } else {
        throw new UnknownShape("a global that starts with no whole number");
      }
      in.u8();
    }
  }

  private void readElements() {
    ByteReader in = section(ELEMENTS);
    for (int left = count(in); left > 0; left--) {
      if (in.u8() != 0 || in.u8() != Op.CONST) {
        throw new UnknownShape("elements of another form");
      }
      in.signed();
      in.u8();
      for (int i = in.unsigned(); i > 0; i--) {
        tableFunctions.add(in.unsigned());
      }
    }
  }

  private void readCode() {
    ByteReader in = section(CODE);
    int count = count(in);
    for (int i = 0; i < count; i++) {
      int size = in.unsigned();
      functions.add(
          CodeReader.read(this, imported + i, new ByteReader(in.bytes, in.at, in.at + size)));
      in.at += size;
    }
  }
}
