package dev.samovar.proxywasm.teavm;

import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.Instruction;

/** The memory of a module after its data segments, as another parser reads them. */
final class Memory {
  private Memory() {}

  static byte[] of(byte[] module, int bytes) {
    WasmModule parsed = Parser.parse(module);
    byte[] memory = new byte[bytes];
    for (DataSegment segment : parsed.dataSection().dataSegments()) {
      ActiveDataSegment active = (ActiveDataSegment) segment;
      Instruction offset = active.offsetInstructions().get(0);
      System.arraycopy(active.data(), 0, memory, (int) offset.operand(0), active.data().length);
    }
    return memory;
  }

  static int segments(byte[] module) {
    return Parser.parse(module).dataSection().dataSegmentCount();
  }
}
