package dev.samovar.proxywasm.teavm.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InliningTest {
  private static final int SEEDS = 60;

  /** The specimen's function, called in a loop three times by the one that is exported. */
  private static void callInALoop(ModuleParts parts) {
    Node nothing = Node.of(Op.DROP, Op.VOID, Node.constant(0));
    parts.setStart(parts.addFunction(new FunctionType(List.of(), Op.VOID), nothing).index);
    Function function = parts.functions.get(0);
    Node body = function.body;
    List<Integer> locals = new ArrayList<>(function.locals);
    Function callee = parts.addFunction(function.type, Node.get(0, Op.I32));
    callee.locals.addAll(locals.subList(function.parameters(), locals.size()));
    callee.body = body;
    Node early = Node.block(Op.VOID, Node.of(Op.RETURN, Op.NEVER, Node.constant(77)));
    Node five = Node.of(Op.EQ, Op.I32, Node.get(0, Op.I32), Node.constant(5));
    body.kids.add(0, Node.of(Op.IF, Op.VOID, five, early));
    int left = function.newLocal(Op.I32);
    Node loop = Node.of(Op.LOOP, Op.VOID);
    Node call = Node.call(callee.index, Op.I32, Node.get(0, Op.I32), Node.get(1, Op.I32));
    Node less = Node.of(Op.SUB, Op.I32, Node.get(left, Op.I32), Node.constant(1));
    loop.kids.add(Node.set(0, call));
    loop.kids.add(Node.set(left, less));
    loop.kids.add(Node.branchIf(loop, Node.get(left, Op.I32)));
    function.body = Node.block(Op.I32, Node.set(left, Node.constant(3)), loop, Node.get(0, Op.I32));
  }

  @Test
  void whatIsCalledFromOnePlaceComputesTheSameThereEachTime() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Specimen calling = RandomTrees.specimen(seed).afterModule(InliningTest::callInALoop);
      assertThat(calling.parts().functions).hasSize(3);
      Specimen inlined = calling.afterModule(Inlining::rewrite);
      assertThat(inlined.parts().functions).as("seed %d", seed).hasSize(2);
      assertThat(inlined.runs()).as("seed %d: %s", seed, inlined.text()).isEqualTo(calling.runs());
    }
  }

  @Test
  void whatIsCalledFromTwoPlacesStays() {
    Specimen calling =
        RandomTrees.specimen(1)
            .afterModule(InliningTest::callInALoop)
            .afterModule(
                parts -> {
                  Node twice = Node.call(2, Op.I32, Node.constant(1), Node.constant(2));
                  parts.functions.get(0).body.kids.add(0, Node.of(Op.DROP, Op.VOID, twice));
                });
    Specimen after = calling.afterModule(Inlining::rewrite);
    assertThat(after.parts().functions).hasSize(3);
    assertThat(after.runs()).isEqualTo(calling.runs());
  }

  @Test
  void aFunctionThatWouldGrowTooLargeIsLeft() {
    Specimen calling =
        RandomTrees.specimen(2)
            .afterModule(InliningTest::callInALoop)
            .afterModule(
                parts -> {
                  for (int i = 0; i < Inlining.MOST_NODES; i++) {
                    Node store = Node.store(Node.constant(4096), 0, Node.constant(i));
                    parts.functions.get(2).body.kids.add(0, store);
                  }
                });
    assertThat(calling.afterModule(Inlining::rewrite).parts().functions).hasSize(3);
  }
}
