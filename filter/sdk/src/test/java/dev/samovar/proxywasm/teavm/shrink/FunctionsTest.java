package dev.samovar.proxywasm.teavm.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Functions that are dropped, merged and numbered anew are still the ones that are called. */
class FunctionsTest {
  private static final int IMPORTED = 2;
  private static final int RUN = 2;
  private static final int START = 3;
  private static final int INITIALISE = 4;
  private static final int IN_TABLE = 5;
  private static final int FIVE = 6;
  private static final int FIVE_TOO = 7;
  private static final int SIX = 8;
  private static final int NOBODYS = 9;
  private static final int COUNT = 10;

  /** 200 and the digits 5 6 6 5 6 7 5 6, in 32 bits, and 6, which the start left in memory. */
  private static final long ANSWER = (int) 20_056_656_756L + 6;

  /**
   * Imports that answer 100 and 200; one function calls the second, the table, and functions that
   * answer 5, 5 and 6.
   */
  private static byte[] module() {
    ByteWriter out = new ByteWriter().bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(
        out, 1, new ByteWriter().unsigned(2).u8(0x60).u8(0).u8(1).u8(Op.I32).u8(0x60).u8(0).u8(0));
    ByteWriter imports = new ByteWriter().unsigned(IMPORTED);
    name(name(imports, "env"), "hundred").u8(0).u8(0);
    name(name(imports, "env"), "more").u8(0).u8(0);
    section(out, 2, imports);
    ByteWriter types = new ByteWriter().unsigned(COUNT - IMPORTED);
    for (int i = IMPORTED; i < COUNT; i++) {
      types.u8(i == START ? 1 : 0);
    }
    section(out, 3, types);
    section(out, 4, new ByteWriter().unsigned(1).u8(0x70).u8(0).u8(1 + 3));
    section(out, 5, new ByteWriter().unsigned(1).u8(0).u8(1));
    ByteWriter exports = new ByteWriter().unsigned(4);
    name(exports, "run").u8(0).u8(RUN);
    name(exports, "_start").u8(0).u8(NOBODYS);
    name(exports, "teavm_anything").u8(0).u8(NOBODYS);
    name(exports, "_initialize").u8(0).u8(INITIALISE);
    section(out, 7, exports);
    section(out, 8, new ByteWriter().u8(START));
    ByteWriter table = new ByteWriter().unsigned(1).u8(0).u8(Op.CONST).signed(1).u8(Op.END);
    section(out, 9, table.unsigned(3).u8(IN_TABLE).u8(FIVE_TOO).u8(SIX));
    ByteWriter code = new ByteWriter().unsigned(COUNT - IMPORTED);
    ByteWriter run = new ByteWriter().u8(0).u8(Op.CALL).u8(1);
    for (int callee : new int[] {FIVE, SIX, SIX, FIVE_TOO, SIX}) {
      run.u8(Op.CONST).u8(10).u8(Op.MUL).u8(Op.CALL).u8(callee).u8(Op.ADD);
    }
    for (int entry = 1; entry <= 3; entry++) {
      run.u8(Op.CONST)
          .u8(10)
          .u8(Op.MUL)
          .u8(Op.CONST)
          .u8(entry)
          .u8(Op.CALL_INDIRECT)
          .u8(0)
          .u8(0)
          .u8(Op.ADD);
    }
    run.u8(Op.CONST).u8(0).u8(Op.LOAD).u8(2).u8(0).u8(Op.ADD);
    code.sized(run.u8(Op.END).toBytes());
    ByteWriter start = new ByteWriter().u8(0).u8(Op.CONST).u8(0).u8(Op.CALL).u8(SIX);
    code.sized(start.u8(Op.STORE).u8(2).u8(0).u8(Op.END).toBytes());
    for (int answer : new int[] {1, 7, 5, 5, 6, 8}) {
      code.sized(new ByteWriter().u8(0).u8(Op.CONST).u8(answer).u8(Op.END).toBytes());
    }
    section(out, 10, code);
    return out.toBytes();
  }

  private static ByteWriter name(ByteWriter out, String name) {
    return out.sized(name.getBytes(StandardCharsets.UTF_8));
  }

  private static void section(ByteWriter out, int id, ByteWriter content) {
    out.u8(id).sized(content.toBytes());
  }

  @SafeVarargs
  private static WasmModule after(Consumer<ModuleParts>... passes) {
    ModuleParts parts = ModuleParts.read(module());
    for (Consumer<ModuleParts> pass : passes) {
      pass.accept(parts);
    }
    return Parser.parse(parts.write());
  }

  private static long run(WasmModule module) {
    List<ImportFunction> imports = new ArrayList<>();
    module.importSection().stream()
        .map(FunctionImport.class::cast)
        .forEach(
            wanted ->
                imports.add(
                    new HostFunction(
                        wanted.module(),
                        wanted.name(),
                        module.typeSection().getType(wanted.typeIndex()),
                        (caller, arguments) ->
                            new long[] {wanted.name().equals("hundred") ? 100 : 200})));
    Instance instance =
        Instance.builder(module)
            .withImportValues(ImportValues.builder().withFunctions(imports).build())
            .build();
    return instance.export("run").apply()[0];
  }

  private static int functions(WasmModule module) {
    return module.functionSection().functionCount();
  }

  @Test
  void untouchedTheModuleAnswersWhatItsCallsAnswer() {
    assertThat(run(after())).isEqualTo(ANSWER);
  }

  @Test
  void whatNothingCallsIsDropped() {
    WasmModule module = after(Needed::rewrite);
    assertThat(functions(module)).isEqualTo(COUNT - IMPORTED - 1);
    assertThat(module.importSection().importCount()).isEqualTo(1);
    assertThat(module.exportSection().exportCount()).isEqualTo(2);
    assertThat(run(module)).isEqualTo(ANSWER);
  }

  @Test
  void functionsAlikeBecomeOne() {
    WasmModule module = after(Duplicates::rewrite);
    assertThat(functions(module)).isEqualTo(COUNT - IMPORTED - 1);
    assertThat(run(module)).isEqualTo(ANSWER);
  }

  @Test
  void theMostCalledComesFirst() {
    ModuleParts parts = ModuleParts.read(module());
    Numbering.rewrite(parts);
    Function first = parts.functions.get(0);
    assertThat(Shape.text(first.body)).isEqualTo("(block (const 6))");
    assertThat(first.index).isEqualTo(IMPORTED);
    assertThat(run(after(Numbering::rewrite))).isEqualTo(ANSWER);
  }

  @Test
  void allTogetherAnswerTheSame() {
    WasmModule module = after(Needed::rewrite, Duplicates::rewrite, Numbering::rewrite);
    assertThat(functions(module)).isEqualTo(COUNT - IMPORTED - 2);
    assertThat(run(module)).isEqualTo(ANSWER);
  }
}
