package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A module taken apart: its functions as trees, its data as one image of memory, every section that
 * no pass touches as it was. Throws {@link UnknownShape} where a feature is used that the compiler
 * does not use. Long, as it knows every section.
 */
final class ModuleParts {
  private static final int HEADER_BYTES = 8;
  private static final int TYPES = 1;
  private static final int IMPORTS = 2;
  private static final int FUNCTIONS = 3;
  private static final int MEMORY = 5;
  private static final int GLOBALS = 6;
  private static final int EXPORTS = 7;
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

  final List<Export> exports = new ArrayList<>();

  final DataImage data;

  private final byte[] header;
  private final Map<Integer, byte[]> sections = new TreeMap<>();
  private final List<byte[]> imports = new ArrayList<>();
  private final List<Integer> typeIndexes = new ArrayList<>();
  private final ByteWriter addedGlobals = new ByteWriter();
  private int imported;
  private int tableOffset;

  /** A name of the module; the kind 0 is a function's. */
  record Export(byte[] name, int kind, int index) {
    boolean isFunction() {
      return kind == 0;
    }
  }

  private ModuleParts(byte[] module) {
    ByteReader in = new ByteReader(module, 0, module.length);
    header = in.take(HEADER_BYTES);
    while (in.more()) {
      int id = in.u8();
      byte[] content = in.take(in.unsigned());
      if (id > DATA) {
        throw new UnknownShape("section " + id);
      }
      // A custom section is nothing that runs.
      if (id > 0) {
        sections.put(id, content);
      }
    }
    readTypes();
    readImports();
    readDeclarations();
    readGlobals();
    readExports();
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

  /** Whether that function is started or exported. */
  boolean isEntry(int function) {
    return function == start()
        || exports.stream().anyMatch(e -> e.isFunction() && e.index() == function);
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

  /** Makes it a page larger, as far as the memory may grow at all. */
  void growStartMemory() {
    ByteReader in = section(MEMORY);
    int one = in.unsigned();
    int flags = in.u8();
    int pages = in.unsigned() + 1;
    byte[] most = in.take(in.end - in.at);
    if (most.length > 0 && new ByteReader(most, 0, most.length).unsigned() < pages) {
      throw new UnknownShape("a memory that may not grow");
    }
    sections.put(
        MEMORY, new ByteWriter().unsigned(one).u8(flags).unsigned(pages).bytes(most).toBytes());
  }

  /**
   * Keeps those functions alone, in that order: all that are called, exported, started or in the
   * table, the imported ones first.
   */
  void keep(List<Integer> order) {
    int[] renumbered = new int[typeIndexes.size()];
    Arrays.fill(renumbered, -1);
    List<Integer> oldTypes = new ArrayList<>(typeIndexes);
    List<Function> oldFunctions = new ArrayList<>(functions);
    List<byte[]> oldImports = new ArrayList<>(imports);
    int oldImported = imported;
    typeIndexes.clear();
    functions.clear();
    imports.clear();
    for (int old : order) {
      renumbered[old] = typeIndexes.size();
      typeIndexes.add(oldTypes.get(old));
      if (old < oldImported) {
        imports.add(oldImports.get(old));
      } else {
        functions.add(oldFunctions.get(old - oldImported));
      }
    }
    imported = imports.size();
    for (Function function : functions) {
      function.index = renumbered[function.index];
      for (Node node : function.nodes()) {
        if (node.is(Op.CALL)) {
          node.value = renumbered[(int) node.value];
        }
      }
    }
    exports.replaceAll(
        export ->
            export.isFunction()
                ? new Export(export.name(), export.kind(), renumbered[export.index()])
                : export);
    tableFunctions.replaceAll(old -> renumbered[old]);
    setStart(renumbered[start()]);
  }

  byte[] write() {
    Map<Integer, byte[]> written = new TreeMap<>(sections);
    ByteWriter declarations = new ByteWriter().unsigned(functions.size());
    typeIndexes.subList(imported, typeIndexes.size()).forEach(declarations::unsigned);
    written.put(FUNCTIONS, declarations.toBytes());
    ByteWriter imported = new ByteWriter().unsigned(imports.size());
    imports.forEach(imported::bytes);
    written.put(IMPORTS, imported.toBytes());
    ByteWriter exported = new ByteWriter().unsigned(exports.size());
    for (Export export : exports) {
      exported.sized(export.name()).u8(export.kind()).unsigned(export.index());
    }
    written.put(EXPORTS, exported.toBytes());
    if (!tableFunctions.isEmpty()) {
      ByteWriter table = new ByteWriter().unsigned(1).u8(0).u8(Op.CONST).signed(tableOffset);
      table.u8(Op.END).unsigned(tableFunctions.size());
      tableFunctions.forEach(table::unsigned);
      written.put(ELEMENTS, table.toBytes());
    }
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
      int from = in.at;
      in.take(in.unsigned());
      in.take(in.unsigned());
      if (in.u8() != 0) {
        throw new UnknownShape("an import that is no function");
      }
      typeIndexes.add(in.unsigned());
      imports.add(Arrays.copyOfRange(in.bytes, from, in.at));
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

  private void readExports() {
    ByteReader in = section(EXPORTS);
    for (int left = count(in); left > 0; left--) {
      byte[] name = in.take(in.unsigned());
      exports.add(new Export(name, in.u8(), in.unsigned()));
    }
  }

  private void readElements() {
    ByteReader in = section(ELEMENTS);
    for (int left = count(in); left > 0; left--) {
      if (in.u8() != 0 || in.u8() != Op.CONST) {
        throw new UnknownShape("elements of another form");
      }
      int offset = (int) in.signed();
      in.u8();
      if (tableFunctions.isEmpty()) {
        tableOffset = offset;
      } else if (offset != tableOffset + tableFunctions.size()) {
        throw new UnknownShape("a table with holes");
      }
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
