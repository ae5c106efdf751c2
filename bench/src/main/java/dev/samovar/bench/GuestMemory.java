package dev.samovar.bench;

/**
 * The linear memories of a proxy's wasm VMs, which the proxy itself does not tell: V8 reserves so
 * much behind each of them that no 32-bit address leaves the reservation, so each is an anonymous
 * mapping in front of one without any access that is larger than four gigabytes.
 *
 * @param vms how many there are
 * @param largestKib size of the largest, in KiB
 * @param totalKib sizes of all
 * @param residentKib of all, what has been touched and is in RAM
 */
record GuestMemory(int vms, long largestKib, long totalKib, long residentKib) {

  private static final long RESERVED = 1L << 32;
  private static final String RESIDENT = "Rss:";

  /** Of a process. */
  static GuestMemory of(long pid) {
    return read(ProcessFigures.read(pid, "smaps"));
  }

  /** Of the text of {@code /proc/PID/smaps}. */
  static GuestMemory read(String smaps) {
    GuestMemory out = new GuestMemory(0, 0, 0, 0);
    long begin = 0;
    long end = 0;
    long resident = 0;
    for (String line : smaps.split("\n")) {
      String[] fields = line.strip().split(" +");
      int dash = fields[0].indexOf('-');
      if (fields[0].equals(RESIDENT)) {
        resident = Long.parseLong(fields[1]);
      }
      if (dash < 0 || fields.length < 5) {
        continue;
      }
      long from = Long.parseUnsignedLong(fields[0].substring(0, dash), 16);
      long to = Long.parseUnsignedLong(fields[0].substring(dash + 1), 16);
      if (fields[1].startsWith("---") && from == end && to - from > RESERVED) {
        out = out.with((end - begin) / 1024, resident);
      }
      boolean usable = fields[1].startsWith("rw-p") && fields.length == 5;
      begin = usable ? from : 0;
      end = usable ? to : 0;
    }
    return out;
  }

  private GuestMemory with(long size, long resident) {
    return new GuestMemory(
        vms + 1, Math.max(largestKib, size), totalKib + size, residentKib + resident);
  }
}
