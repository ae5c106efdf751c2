package dev.samovar.proxywasm.teavm.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Constants of an address move into its offset, and two shifts become a rotation. */
class AddressesTest {
  private static final int OR = 0x84;
  private static final int SHIFT_LEFT = 0x86;
  private static final int SHIFT_RIGHT = 0x88;
  private static final int EXTEND_SIGNED = 0xac;
  private static final int EXTEND_UNSIGNED = 0xad;
  private static final int WRAP = 0xa7;

  private static Node get(int local) {
    return Node.get(local, Op.I32);
  }

  private static Node add(Node left, Node right) {
    return Node.of(Op.ADD, Op.I32, left, right);
  }

  private static Node shifted(Node index, int by) {
    return Node.of(Op.SHL, Op.I32, index, Node.constant(by));
  }

  /** An element at a small index, whatever the number. */
  private static Node index() {
    return Node.of(0x71, Op.I32, get(0), Node.constant(0xff));
  }

  private static String moved(Node load) {
    Specimen specimen = Specimen.of(0, load);
    Specimen after = specimen.after(Offsets::rewrite);
    assertThat(after.runs()).isEqualTo(specimen.runs());
    return after.text();
  }

  private static Node array(int at) {
    return add(Node.constant(1024 + at), Node.constant(12));
  }

  @Test
  void whatIsAddedToAnAddressIsItsOffset() {
    assertThat(moved(Node.load(add(add(index(), Node.constant(12)), index()), 0)))
        .contains("load 12 (")
        .doesNotContain("(const 12)");
  }

  @Test
  void anIndexAndItsSizeGoAlong() {
    Node index = shifted(add(index(), Node.constant(3)), 2);
    assertThat(moved(Node.load(add(add(index(), Node.constant(12)), index), 4)))
        .contains("load 28 (");
  }

  @Test
  void aNegativeSumStaysInTheAddress() {
    Node address = add(add(shifted(index(), 3), Node.constant(400)), Node.constant(-20));
    assertThat(moved(Node.load(address, 0))).contains("load 0 (").contains("(const -20)");
    Node index = add(index(), Node.constant(-1));
    assertThat(moved(Node.load(add(add(shifted(index(), 2), Node.constant(12)), index), 0)))
        .contains("load 11 (");
  }

  @Test
  void anAddressThatIsAllConstantStays() {
    assertThat(moved(Node.load(array(0), 0))).contains("load 0 (");
    assertThat(moved(Node.load(Node.constant(2048), 8))).contains("load 8 (const 2048)");
  }

  @Test
  void anOffsetStaysSoSmallThatNoAddressFallsBelowZero() {
    Node small = Node.of(0x71, Op.I32, get(0), Node.constant(0x7f));
    Node negative = Node.of(Op.SUB, Op.I32, Node.constant(0), small);
    assertThat(moved(Node.load(add(negative, Node.constant(200)), 200)))
        .contains("load 200 (")
        .contains("(const 200)");
  }

  @Test
  void aStoreIsMovedAndItsValueIsNot() {
    Node value = add(get(0), Node.constant(12));
    Node store = Node.store(add(index(), Node.constant(32)), 0, value);
    Specimen specimen = Specimen.of(0, store, Node.constant(1));
    Specimen after = specimen.after(Offsets::rewrite);
    assertThat(after.runs()).isEqualTo(specimen.runs());
    assertThat(after.text()).contains("store 32 (").contains("(const 12)");
  }

  private static Node longConstant(int value) {
    return Node.of(EXTEND_UNSIGNED, Op.I64, Node.constant(value));
  }

  /** {@code x << left | x >>> right} of the sum of both numbers, its middle bits. */
  private static Specimen rotation(int left, int right, Node other) {
    Node sum = Node.of(0x7c, Op.I64, longGet(0), longGet(1));
    Node tee = Node.of(Op.TEE, Op.I64, sum);
    tee.value = 2;
    Node or =
        Node.of(
            OR,
            Op.I64,
            Node.of(SHIFT_LEFT, Op.I64, tee, longConstant(left)),
            Node.of(SHIFT_RIGHT, Op.I64, other, longConstant(right)));
    Node middle = Node.of(WRAP, Op.I32, Node.of(SHIFT_RIGHT, Op.I64, or, longConstant(17)));
    return Specimen.ofLongs(middle);
  }

  private static Node longGet(int parameter) {
    return Node.of(EXTEND_SIGNED, Op.I64, get(parameter));
  }

  private static Node local(int local) {
    return Node.get(local, Op.I64);
  }

  @Test
  void twoShiftsOfOneValueAreARotation() {
    Specimen specimen = rotation(29, 35, local(2));
    Specimen after = specimen.after(Rotations::rewrite);
    assertThat(after.text()).contains("(op137 (tee 2").doesNotContain("op132");
    assertThat(after.runs()).isEqualTo(specimen.runs());
  }

  @Test
  void shiftsThatDoNotMakeItUpAreNone() {
    assertThat(rotation(29, 36, local(2)).after(Rotations::rewrite).text()).contains("op132");
    assertThat(rotation(29, 35, local(3)).after(Rotations::rewrite).text()).contains("op132");
    assertThat(rotation(29, 35, longConstant(5)).after(Rotations::rewrite).text())
        .contains("op132");
  }
}
