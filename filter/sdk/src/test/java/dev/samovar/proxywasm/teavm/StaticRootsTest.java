package dev.samovar.proxywasm.teavm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.Instruction;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.ReferenceCache;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.IntegerConstantInstruction;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.parsing.ClasspathClassHolderSource;

class StaticRootsTest {
  private final StaticRoots roots = new StaticRoots();

  private static ClassHolder collector() {
    return new ClasspathClassHolderSource(new ReferenceCache()).get("org.teavm.runtime.GC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"markFromStaticFields", "updatePointersFromStaticRoots"})
  void theFirstFieldIsReadEightBytesBehindTheAddressOfTheList(String method) {
    ClassHolder collector = collector();
    assertThat(firstStep(collector, method)).isNull();
    roots.transformClass(collector, null);
    assertThat(firstStep(collector, method)).isEqualTo(8);
  }

  @Test
  void aCollectorThatDoesNotReadTheListSoIsRefused() {
    ClassHolder collector = collector();
    roots.transformClass(collector, null);
    assertThatThrownBy(() -> roots.transformClass(collector, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("org.teavm.runtime.GC: markFromStaticFields() does not read the list any more");
  }

  @Test
  void otherClassesStayAsTheyAre() {
    ClassHolder other = new ClassHolder("org.teavm.runtime.Mutator");
    roots.transformClass(other, null);
    assertThat(other.getMethods()).isEmpty();
  }

  /** The constant that is added to the list's address first, or null where it is none. */
  private static Integer firstStep(ClassHolder collector, String name) {
    List<Instruction> before = new ArrayList<>();
    MethodDescriptor method = new MethodDescriptor(name, ValueType.VOID);
    for (BasicBlock block : collector.getMethod(method).getProgram().getBasicBlocks()) {
      for (Instruction instruction : block) {
        if (instruction instanceof InvokeInstruction call
            && call.getMethod().getName().equals("add")) {
          return constant(before, call.getArguments().get(0));
        }
        before.add(instruction);
      }
    }
    throw new AssertionError(name + ": adds nothing to the list's address");
  }

  private static Integer constant(List<Instruction> instructions, Variable variable) {
    for (Instruction instruction : instructions) {
      if (instruction instanceof IntegerConstantInstruction constant
          && constant.getReceiver() == variable) {
        return constant.getConstant();
      }
    }
    return null;
  }
}
