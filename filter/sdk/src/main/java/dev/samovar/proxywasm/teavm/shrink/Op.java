package dev.samovar.proxywasm.teavm.shrink;

/** Opcodes, value types and what an instruction takes and gives (core specification, 5.4). */
final class Op {
  static final int UNREACHABLE = 0x00;
  static final int NOP = 0x01;
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int END = 0x0b;
  static final int BR = 0x0c;
  static final int BR_IF = 0x0d;
  static final int BR_TABLE = 0x0e;
  static final int RETURN = 0x0f;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int DROP = 0x1a;
  static final int SELECT = 0x1b;
  static final int GET = 0x20;
  static final int SET = 0x21;
  static final int TEE = 0x22;
  static final int GLOBAL_GET = 0x23;
  static final int GLOBAL_SET = 0x24;
  static final int LOAD = 0x28;
  static final int STORE = 0x36;
  static final int LAST_STORE = 0x3e;
  static final int MEMORY_SIZE = 0x3f;
  static final int MEMORY_GROW = 0x40;
  static final int CONST = 0x41;
  static final int CONST_LONG = 0x42;
  static final int CONST_FLOAT = 0x43;
  static final int CONST_DOUBLE = 0x44;
  static final int EQZ = 0x45;
  static final int EQ = 0x46;
  static final int NE = 0x47;
  static final int LT_S = 0x48;
  static final int LT_U = 0x49;
  static final int GE_S = 0x4e;
  static final int GE_U = 0x4f;
  static final int ADD = 0x6a;
  static final int SUB = 0x6b;
  static final int MUL = 0x6c;
  static final int SHL = 0x74;
  static final int WIDE = 0xfc;
  static final int MEMORY_COPY = 0xfc0a;
  static final int MEMORY_FILL = 0xfc0b;

  /** No instruction: a value, then statements that run while it waits. */
  static final int KEEP = 0x100;

  static final int I32 = 0x7f;
  static final int I64 = 0x7e;
  static final int F32 = 0x7d;
  static final int F64 = 0x7c;

  /** Gives nothing. */
  static final int VOID = 0x40;

  /** Never goes on to what follows. */
  static final int NEVER = 0;

  private Op() {}

  static boolean isLoad(int op) {
    return op >= LOAD && op < STORE;
  }

  static boolean isStore(int op) {
    return op >= STORE && op <= LAST_STORE;
  }

  /** How many operands a memory or numeric instruction takes. */
  static int operands(int op) {
    if (isLoad(op) || op == MEMORY_GROW || op == EQZ || op == 0x50) {
      return 1;
    }
    if (isStore(op) || op > EQZ && op <= 0x66) {
      return 2;
    }
    if (op == MEMORY_SIZE) {
      return 0;
    }
    if (op == MEMORY_COPY || op == MEMORY_FILL) {
      return 3;
    }
    boolean unary =
        op >= 0x67 && op <= 0x69
            || op >= 0x79 && op <= 0x7b
            || op >= 0x8b && op <= 0x91
            || op >= 0x99 && op <= 0x9f
            || op >= 0xa7 && op <= 0xc4
            || op >= 0xfc00 && op <= 0xfc07;
    if (unary) {
      return 1;
    }
    if (op >= 0x67 && op <= 0xa6) {
      return 2;
    }
    throw new UnknownShape("opcode " + Integer.toHexString(op));
  }

  /** The type that a memory or numeric instruction gives. */
  static int result(int op) {
    if (isStore(op) || op == MEMORY_COPY || op == MEMORY_FILL) {
      return VOID;
    }
    if (isLoad(op)) {
      return switch (op) {
        case 0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35 -> I64;
        case 0x2a -> F32;
        case 0x2b -> F64;
        default -> I32;
      };
    }
    if (op >= 0xa7 && op <= 0xbf) {
      return conversion(op);
    }
    if (op >= 0x79 && op <= 0x8a || op >= 0xc2 && op <= 0xc4 || op >= 0xfc04 && op <= 0xfc07) {
      return I64;
    }
    if (op >= 0x8b && op <= 0x98) {
      return F32;
    }
    return op >= 0x99 && op <= 0xa6 ? F64 : I32;
  }

  private static int conversion(int op) {
    if (op <= 0xab || op == 0xbc) {
      return I32;
    }
    if (op <= 0xb1 || op == 0xbd) {
      return I64;
    }
    return op <= 0xb6 || op == 0xbe ? F32 : F64;
  }
}
