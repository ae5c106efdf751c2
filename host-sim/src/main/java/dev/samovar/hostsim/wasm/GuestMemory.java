package dev.samovar.hostsim.wasm;

import com.dylibso.chicory.runtime.Memory;

/**
 * The guest's linear memory with every address checked; numbers are little-endian, addresses
 * unsigned.
 */
final class GuestMemory {
  private final Memory memory;

  GuestMemory(Memory memory) {
    this.memory = memory;
  }

  long size() {
    return (long) memory.pages() * Memory.PAGE_SIZE;
  }

  byte[] read(long address, long length) {
    return length == 0 ? new byte[0] : memory.readBytes(check(address, length), (int) length);
  }

  /** Refuses a range that is not in memory, before anything is made of its length. */
  void require(long address, long length) {
    check(address, length);
  }

  int readInt(long address) {
    return memory.readInt(check(address, 4));
  }

  void write(long address, byte[] bytes) {
    if (bytes.length > 0) {
      memory.write(check(address, bytes.length), bytes);
    }
  }

  void writeInt(long address, int value) {
    memory.writeI32(check(address, 4), value);
  }

  void writeLong(long address, long value) {
    memory.writeLong(check(address, 8), value);
  }

  private int check(long address, long length) {
    long from = address & 0xffffffffL;
    long count = length & 0xffffffffL;
    if (from + count > size()) {
      throw new BadAddress(
          String.format(
              "%d bytes at 0x%x lie outside of the %d bytes of memory", count, from, size()));
    }
    return (int) from;
  }
}
