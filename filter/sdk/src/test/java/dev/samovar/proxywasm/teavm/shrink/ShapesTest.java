package dev.samovar.proxywasm.teavm.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rewritten shapes, one by one, and what is left alone. */
class ShapesTest {
  private static Node get(int local) {
    return Node.get(local, Op.I32);
  }

  private static Node returned(int value) {
    return Node.of(Op.RETURN, Op.NEVER, Node.constant(value));
  }

  private static Node unless(int op, int bound) {
    Node compared = Node.of(op, Op.I32, get(0), Node.constant(bound));
    return Node.of(Op.IF, Op.VOID, compared, Node.block(Op.VOID, returned(0)));
  }

  /** As the runtime asks whether a class's tag is in bounds; here the tag is in memory at 16. */
  private static Specimen supertype(int low, int high) {
    Node tag = Node.set(0, Node.load(get(0), 16));
    return Specimen.of(0, tag, unless(Op.LT_S, low), unless(Op.GE_S, high), returned(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 41, 42, 43, 99, 100, 101, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aTagIsComparedOnce(int tag) {
    Function function = supertype(42, 100).parts().functions.get(0);
    Supertypes.rewrite(function);
    assertThat(Shape.text(function.body))
        .isEqualTo("(block (op73 (sub (load 16 (get 0)) (const 42)) (const 58)))");
    // The same question, asked of a number that is stored first.
    Node store = Node.store(Node.constant(16), 0, Node.constant(tag));
    function.body.kids.add(0, store);
    Node inside = function.body.last();
    inside.kid(0).kid(0).kids.set(0, Node.constant(0));
    Specimen rewritten = Specimen.of(0, store, inside);
    assertThat(rewritten.runs().get(0)).startsWith(tag >= 42 && tag < 100 ? "1 " : "0 ");
  }

  @Test
  void boundsThatAreNoneAreLeftAlone() {
    Specimen odd = supertype(100, 42);
    assertThat(odd.after(Supertypes::rewrite).text()).isEqualTo(odd.text());
  }

  @Test
  void allComparisonsTurnAround() {
    int[] numbers = {-5, 0, 3, Integer.MIN_VALUE, Integer.MAX_VALUE};
    for (int op = Op.EQZ; op <= Op.GE_U; op++) {
      for (int number : numbers) {
        Node one = compared(op, number);
        Node other = Conditions.not(compared(op, number));
        Node sum = Node.of(Op.ADD, Op.I32, truth(one), truth(other));
        assertThat(Specimen.of(0, sum).runs()).allMatch(run -> run.startsWith("1 "));
      }
    }
  }

  private static Node compared(int op, int number) {
    return op == Op.EQZ
        ? Node.of(op, Op.I32, get(0))
        : Node.of(op, Op.I32, get(0), Node.constant(number));
  }

  private static Node truth(Node condition) {
    return Node.of(Op.NE, Op.I32, condition, Node.constant(0));
  }

  private static Node mark(int object, int cards) {
    Node distance = Node.of(Op.SUB, Op.I32, get(object), Node.load(Node.constant(64), 0));
    Node card = Node.of(0x6d, Op.I32, distance, Node.constant(1024));
    Node address = Node.of(Op.ADD, Op.I32, Node.load(Node.constant(cards), 0), card);
    Node mark = Node.store(address, 0, Node.constant(0));
    mark.op = 0x3a;
    mark.align = 0;
    return mark;
  }

  @Test
  void theBarrierIsWrittenOnce() {
    Node cards = Node.store(Node.constant(60), 0, Node.constant(512));
    Node object = Node.set(0, Node.of(0x71, Op.I32, get(0), Node.constant(0x3ffff)));
    Node other = Node.set(1, Node.of(0x71, Op.I32, get(1), Node.constant(0x3ffff)));
    Node dirty = Node.store(Node.constant(512), 0, Node.constant(-1));
    Specimen specimen =
        Specimen.of(0, cards, object, other, dirty, mark(0, 60), mark(1, 60), mark(1, 68), get(0));
    Specimen rewritten = specimen.afterModule(Barriers::rewrite);
    assertThat(rewritten.text()).contains("(call 1 (get 0)) (call 1 (get 1)) (op58 ");
    assertThat(rewritten.runs()).isEqualTo(specimen.runs());
  }

  private static Node unlessDone(int flag, Node... arm) {
    Node done = Node.of(0x71, Op.I32, Node.load(Node.constant(flag), 0), Node.constant(1));
    return Node.of(Op.IF, Op.VOID, Node.of(Op.EQZ, Op.I32, done), Node.block(Op.VOID, arm));
  }

  /** Whose frames none of these functions has. */
  private static GuestRuntime runtime() {
    Node body = Node.block(Op.I32, get(0));
    FunctionType type = new FunctionType(List.of(Op.I32), Op.I32);
    return GuestRuntime.of(new Function(99, type, new ArrayList<>(List.of(Op.I32)), body));
  }

  /** Function 0, and function 1, which initialises the class with that flag by calling itself. */
  private static ModuleParts withInitialiser(int flag, Node... statements) {
    ModuleParts parts = Specimen.of(0, get(0)).parts();
    parts.functions.get(0).body = Node.block(Op.I32, statements);
    Node ask = Node.block(Op.VOID);
    Node done = Node.of(0x71, Op.I32, Node.load(Node.constant(flag), 0), Node.constant(1));
    Node marked = Node.of(0x72, Op.I32, Node.load(Node.constant(flag), 0), Node.constant(1));
    ask.kids.add(Node.branchIf(ask, done));
    ask.kids.add(Node.store(Node.constant(flag), 0, marked));
    ask.kids.add(Node.call(1, Op.VOID));
    FunctionType type = new FunctionType(List.of(), Op.VOID);
    parts.types.add(type);
    parts.addFunction(type, ask);
    return parts;
  }

  private static String initialised(Node... statements) {
    ModuleParts parts = withInitialiser(64, statements);
    Initialisers.rewrite(parts, runtime());
    return Shape.text(parts.functions.get(0).body);
  }

  @Test
  void anInitialiserThatAsksItselfIsCalledAtOnceButInLoops() {
    Node initialise = Node.call(1, Op.VOID);
    assertThat(initialised(unlessDone(64, initialise), get(0)))
        .isEqualTo("(block (block (call 1)) (get 0))");
    assertThat(initialised(unlessDone(68, initialise), get(0))).contains("(if (eqz");
    assertThat(initialised(unlessDone(64, Node.set(1, get(0)), initialise), get(0)))
        .contains("(if (eqz");
    assertThat(initialised(unlessDone(64, initialise, Node.set(1, get(0))), get(0)))
        .contains("(if (eqz");
    Node loop = Node.of(Op.LOOP, Op.VOID, unlessDone(64, initialise));
    assertThat(initialised(loop, get(0))).contains("(if (eqz");
  }

  @Test
  void aBoundsCheckBecomesOneBranch() {
    Node pad = Node.block(Op.VOID);
    Node inner = Node.block(Op.VOID);
    Node outer = Node.block(Op.I32);
    inner.kids.add(Node.branchIf(inner, Node.of(Op.LT_S, Op.I32, get(0), Node.constant(0))));
    Node fits = Node.of(Op.LT_S, Op.I32, get(0), Node.load(get(1), 8));
    Node leave = Node.of(Op.BR_IF, Op.I32, get(0), fits);
    leave.target = outer;
    inner.kids.add(Node.of(Op.DROP, Op.VOID, leave));
    outer.kids.addAll(new ArrayList<>(List.of(inner, Node.branch(pad))));
    Conditions.fold(outer);
    assertThat(Shape.text(outer))
        .isEqualTo("(block (br_if (op79 (get 0) (load 8 (get 1)))) (get 0))");
    assertThat(outer.kid(0).target).isSameAs(pad);
  }

  @Test
  void whatIsNoModuleOfTheCompilerIsRefused() {
    byte[] none = {0, 'a', 's', 'm', 1, 0, 0, 0};
    byte[] cut = {0, 'a', 's', 'm', 1, 0, 0, 0, 10, 100, 1};
    byte[] garbage = {1, 2, 3};
    for (byte[] module : List.of(none, cut, garbage)) {
      assertThatThrownBy(() -> Shrink.shrink(module)).isInstanceOf(UnknownShape.class);
    }
  }
}
