package dev.samovar.proxywasm.teavm.shrink;

import java.util.List;

/**
 * Stores the module's data packed, a fifth of its size, and unpacks it at the head of the start
 * function, which every host runs before anything else.
 *
 * <p>The packed bytes lie at the end of the memory that the module starts with, the unpacker's
 * probabilities before them. Nothing is there yet, and both are cleared when the data is unpacked.
 *
 * <p>Long, as the unpacker is written here instruction by instruction.
 */
final class PackedData {
  private static final int TABLE_BYTES = 2 * Packing.CONTEXTS;
  private static final FunctionType READER = new FunctionType(List.of(Op.I32), Op.I32);
  private static final FunctionType STARTER = new FunctionType(List.of(), Op.VOID);
  private static final int LOAD_BYTE = 0x2d;
  private static final int LOAD_SHORT = 0x2f;
  private static final int STORE_BYTE = 0x3a;
  private static final int STORE_SHORT = 0x3b;
  private static final int AND = 0x71;
  private static final int OR = 0x72;
  private static final int XOR = 0x73;
  private static final int SHIFT_RIGHT = 0x76;

  private final int table;
  private final int range;
  private final int code;
  private final int source;
  private final int choice;
  private final int number;

  private PackedData(ModuleParts module, int table, byte[] packed) {
    this.table = table;
    range = module.addGlobal(-1);
    code = module.addGlobal(new ByteReader(packed, 0, 4).bigEndian());
    source = module.addGlobal(table + TABLE_BYTES);
    choice = add(module, READER, this::choice);
    number = add(module, READER, this::number);
  }

  private static int add(ModuleParts module, FunctionType type, Body body) {
    Function function = module.addFunction(type, Node.block(type.result()));
    body.write(function, function.body.kids);
    return function.index;
  }

  private interface Body {
    void write(Function function, List<Node> statements);
  }

  static void rewrite(ModuleParts module) {
    byte[] bytes = module.data.bytes();
    if (bytes.length == 0) {
      return;
    }
    byte[] packed = Packer.pack(bytes, module.data.start());
    int room = TABLE_BYTES + packed.length - 4;
    while (module.startMemoryBytes() - (room + 3 & -4) < module.data.end()) {
      module.growStartMemory();
    }
    int table = module.startMemoryBytes() - (room + 3 & -4);
    PackedData unpacker = new PackedData(module, table, packed);
    int from = module.data.start();
    int to = module.data.end();
    int unpack =
        add(module, STARTER, (function, out) -> unpacker.unpack(function, out, from, to, module));
    int start = module.start();
    module.setStart(
        add(
            module,
            STARTER,
            (function, out) -> {
              out.add(Node.call(unpack, Op.VOID));
              out.add(Node.call(start, Op.VOID));
            }));
    byte[] stored = new byte[packed.length - 4];
    System.arraycopy(packed, 4, stored, 0, stored.length);
    module.data.become(table + TABLE_BYTES, stored);
  }

  /** Answers the next choice in the context that is its argument. */
  private void choice(Function function, List<Node> out) {
    int bound = function.newLocal(Op.I32);
    int probability = function.newLocal(Op.I32);
    Node place = Node.of(Op.SHL, Op.I32, get(0), Node.constant(1));
    // Stored as its distance to the half, so that the cleared table is the one to start with.
    Node stored = Node.of(LOAD_SHORT, Op.I32, tee(0, place));
    stored.offset = table;
    Node half = Node.constant(Packing.HALF);
    Node high = Node.of(SHIFT_RIGHT, Op.I32, Node.globalGet(range), Node.constant(16));
    Node product =
        Node.of(Op.MUL, Op.I32, high, tee(probability, Node.of(XOR, Op.I32, stored, half)));
    out.add(Node.set(bound, product));
    Node zero = Node.block(Op.VOID);
    zero.kids.add(Node.globalSet(range, get(bound)));
    Node gain = shifted(Node.of(Op.SUB, Op.I32, Node.constant(65536), get(probability)));
    zero.kids.add(Node.set(probability, Node.of(Op.ADD, Op.I32, get(probability), gain)));
    zero.kids.add(Node.set(bound, Node.constant(0)));
    Node one = Node.block(Op.VOID);
    one.kids.add(less(code, bound));
    one.kids.add(less(range, bound));
    Node loss = shifted(get(probability));
    one.kids.add(Node.set(probability, Node.of(Op.SUB, Op.I32, get(probability), loss)));
    one.kids.add(Node.set(bound, Node.constant(1)));
    Node below = Node.of(Op.LT_U, Op.I32, Node.globalGet(code), get(bound));
    out.add(Node.of(Op.IF, Op.VOID, below, zero, one));
    Node kept = Node.of(XOR, Op.I32, get(probability), Node.constant(Packing.HALF));
    Node store = Node.of(STORE_SHORT, Op.VOID, get(0), kept);
    store.offset = table;
    out.add(store);
    out.add(widening());
    out.add(get(bound));
  }

  private Node widening() {
    Node loop = Node.of(Op.LOOP, Op.VOID);
    Node done = Node.block(Op.VOID, loop);
    Node wide = Node.of(Op.GE_U, Op.I32, Node.globalGet(range), Node.constant(Packing.NARROW));
    loop.kids.add(Node.branchIf(done, wide));
    loop.kids.add(Node.globalSet(range, byteUp(range)));
    Node next = Node.of(LOAD_BYTE, Op.I32, Node.globalGet(source));
    loop.kids.add(Node.globalSet(code, Node.of(OR, Op.I32, byteUp(code), next)));
    Node after = Node.of(Op.ADD, Op.I32, Node.globalGet(source), Node.constant(1));
    loop.kids.add(Node.globalSet(source, after));
    loop.kids.add(Node.branch(loop));
    return done;
  }

  /** Answers the next number from the contexts that begin at its argument. */
  private void number(Function function, List<Node> out) {
    int bits = function.newLocal(Op.I32);
    int value = function.newLocal(Op.I32);
    Node count = Node.of(Op.LOOP, Op.VOID);
    Node done = Node.block(Op.VOID, count);
    Node more = choice(Node.of(Op.ADD, Op.I32, get(0), get(bits)));
    count.kids.add(Node.branchIf(done, Node.of(Op.EQZ, Op.I32, more)));
    count.kids.add(Node.set(bits, plus(bits, 1)));
    count.kids.add(Node.branch(count));
    out.add(done);
    out.add(Node.set(value, Node.constant(1)));
    Node read = Node.of(Op.LOOP, Op.VOID);
    Node all = Node.block(Op.VOID, read);
    read.kids.add(Node.branchIf(all, Node.of(Op.EQZ, Op.I32, get(bits))));
    read.kids.add(Node.set(bits, plus(bits, -1)));
    Node context =
        Node.of(Op.ADD, Op.I32, Node.of(Op.ADD, Op.I32, get(0), get(bits)), Node.constant(32));
    read.kids.add(Node.set(value, withBit(value, choice(context))));
    read.kids.add(Node.branch(read));
    out.add(all);
    out.add(get(value));
  }

  private void unpack(Function function, List<Node> out, int from, int to, ModuleParts module) {
    int at = function.newLocal(Op.I32);
    int copied = function.newLocal(Op.I32);
    int distance = function.newLocal(Op.I32);
    int value = function.newLocal(Op.I32);
    Node copy = Node.block(Op.VOID);
    Node again = Node.block(Op.I32, choice(Node.constant(Packing.AGAIN)));
    Node never = Node.block(Op.I32, Node.constant(0));
    Node same = Node.of(Op.IF, Op.I32, get(copied), never, again);
    Node other = Node.block(Op.VOID, Node.set(distance, number(Packing.DISTANCE)));
    copy.kids.add(Node.of(Op.IF, Op.VOID, Node.of(Op.EQZ, Op.I32, same), other));
    copy.kids.add(Node.set(value, number(Packing.LENGTH)));
    copy.kids.add(Node.set(copied, Node.constant(1)));
    Node bytes = Node.of(Op.LOOP, Op.VOID);
    Node earlier = Node.of(Op.SUB, Op.I32, get(at), get(distance));
    bytes.kids.add(store(at, Node.of(LOAD_BYTE, Op.I32, earlier)));
    bytes.kids.add(Node.set(at, plus(at, 1)));
    bytes.kids.add(Node.branchIf(bytes, tee(value, plus(value, -1))));
    copy.kids.add(bytes);

    Node literal = Node.block(Op.VOID);
    literal.kids.add(Node.set(value, Node.constant(1)));
    Node bits = Node.of(Op.LOOP, Op.VOID);
    Node place = Node.of(Op.SHL, Op.I32, aligned(at), Node.constant(8));
    Node node =
        Node.of(
            Op.ADD,
            Op.I32,
            Node.of(Op.ADD, Op.I32, place, Node.constant(Packing.LITERAL)),
            get(value));
    Node partial = tee(value, withBit(value, choice(node)));
    bits.kids.add(Node.branchIf(bits, Node.of(Op.LT_U, Op.I32, partial, Node.constant(256))));
    literal.kids.add(bits);
    literal.kids.add(store(at, get(value)));
    literal.kids.add(Node.set(at, plus(at, 1)));
    literal.kids.add(Node.set(copied, Node.constant(0)));

    Node context =
        Node.of(
            Op.ADD, Op.I32, Node.of(Op.SHL, Op.I32, aligned(at), Node.constant(1)), get(copied));
    Node steps = Node.of(Op.LOOP, Op.VOID);
    steps.kids.add(Node.of(Op.IF, Op.VOID, choice(context), copy, literal));
    steps.kids.add(Node.branchIf(steps, Node.of(Op.LT_U, Op.I32, get(at), Node.constant(to))));
    out.add(Node.set(at, Node.constant(from)));
    out.add(steps);

    out.add(Node.set(at, Node.constant(table)));
    Node clear = Node.of(Op.LOOP, Op.VOID);
    clear.kids.add(Node.store(get(at), 0, Node.constant(0)));
    Node end = Node.constant(module.startMemoryBytes());
    clear.kids.add(Node.branchIf(clear, Node.of(Op.NE, Op.I32, tee(at, plus(at, 4)), end)));
    out.add(clear);
  }

  private Node choice(Node context) {
    return Node.call(choice, Op.I32, context);
  }

  private Node number(int base) {
    return Node.call(number, Op.I32, Node.constant(base));
  }

  private static Node get(int local) {
    return Node.get(local, Op.I32);
  }

  private static Node tee(int local, Node value) {
    Node out = Node.of(Op.TEE, Op.I32, value);
    out.value = local;
    return out;
  }

  private static Node plus(int local, int value) {
    return Node.of(Op.ADD, Op.I32, get(local), Node.constant(value));
  }

  private static Node withBit(int local, Node bit) {
    return Node.of(OR, Op.I32, Node.of(Op.SHL, Op.I32, get(local), Node.constant(1)), bit);
  }

  private static Node aligned(int local) {
    return Node.of(AND, Op.I32, get(local), Node.constant(3));
  }

  private static Node shifted(Node value) {
    return Node.of(SHIFT_RIGHT, Op.I32, value, Node.constant(Packing.RATE));
  }

  private static Node byteUp(int global) {
    return Node.of(Op.SHL, Op.I32, Node.globalGet(global), Node.constant(8));
  }

  private static Node less(int global, int local) {
    return Node.globalSet(global, Node.of(Op.SUB, Op.I32, Node.globalGet(global), get(local)));
  }

  private static Node store(int address, Node value) {
    return Node.of(STORE_BYTE, Op.VOID, get(address), value);
  }
}
