package dev.samovar.bench.pauses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHolder;
import org.teavm.model.Instruction;
import org.teavm.model.MethodDescriptor;
import org.teavm.model.Program;
import org.teavm.model.ReferenceCache;
import org.teavm.model.ValueType;
import org.teavm.model.instructions.ExitInstruction;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.parsing.ClasspathClassHolderSource;
import org.teavm.parsing.resource.ResourceProvider;

class CollectorHooksTest {

  private final CollectorHooks hooks = new CollectorHooks();

  @Test
  void collectionBeginsAndEndsWithTheClock() throws Exception {
    File compiler =
        new File(ReferenceCache.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ClassHolder collector =
        new ClasspathClassHolderSource(
                ResourceProvider.ofClassPath(List.of(compiler)), new ReferenceCache())
            .get("org.teavm.runtime.GC");
    hooks.transformClass(collector, null);
    Program program =
        collector.getMethod(new MethodDescriptor("doCollectGarbage", ValueType.VOID)).getProgram();
    assertThat(clock(program.basicBlockAt(0).getFirstInstruction())).isEqualTo("begin");
    List<String> ends = new ArrayList<>();
    for (BasicBlock block : program.getBasicBlocks()) {
      if (block.getLastInstruction() instanceof ExitInstruction exit) {
        ends.add(clock(exit.getPrevious()));
      }
    }
    assertThat(ends).isNotEmpty().containsOnly("end");
  }

  @Test
  void otherClassesAreLeftAlone() {
    ClassHolder other = new ClassHolder("dev.samovar.Other");
    hooks.transformClass(other, null);
    assertThat(other.getMethods()).isEmpty();
  }

  @Test
  void collectorOfAnotherShapeIsAnError() {
    assertThatThrownBy(() -> hooks.transformClass(new ClassHolder("org.teavm.runtime.GC"), null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("doCollectGarbage");
  }

  private static String clock(Instruction instruction) {
    return instruction instanceof InvokeInstruction call
            && call.getMethod().getClassName().equals(CollectorClock.class.getName())
        ? call.getMethod().getName()
        : "";
  }
}
