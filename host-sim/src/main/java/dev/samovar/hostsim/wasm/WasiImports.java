package dev.samovar.hostsim.wasm;

import dev.samovar.hostsim.HostCalls;
import dev.samovar.hostsim.TrapException;
import dev.samovar.proxywasm.LogLevel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Module {@code wasi_snapshot_preview1}, and {@code wasi_unstable} with the same functions: what
 * Envoy serves of it. There are no files; standard output and error go to the log.
 */
final class WasiImports {
  private static final String[] MODULES = {"wasi_snapshot_preview1", "wasi_unstable"};
  private static final int BADF = 8;
  private static final int NOENT = 44;
  private static final int NOSYS = 52;
  private static final int NOTDIR = 20;
  private static final int NOTSUP = 58;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final long RIGHT_FD_WRITE = 64;

  private final WasmVm vm;
  private final HostCalls calls;
  private final List<Import> imports = new ArrayList<>();

  WasiImports(WasmVm vm, HostCalls calls) {
    this.vm = vm;
    this.calls = calls;
  }

  List<Import> all() {
    add("fd_write", "iiii", a -> write(a[0], a[1], a[2], a[3]));
    add("fd_pwrite", "iiili", a -> write(a[0], a[1], a[2], a[4]));
    add("fd_fdstat_get", "ii", a -> fdstat(a[0], a[1]));
    add("environ_sizes_get", "ii", a -> environmentSizes(a[0], a[1]));
    add("environ_get", "ii", a -> environment(a[0], a[1]));
    add("args_get", "ii", a -> 0);
    add("args_sizes_get", "ii", a -> zeros(a[0], a[1]));
    add("clock_time_get", "ili", a -> clock(a[0], a[2]));
    add("clock_res_get", "ii", a -> resolution(a[0], a[1]));
    add("random_get", "ii", a -> random(a[0], a[1]));
    add("sched_yield", "", a -> 0);
    add(
        "poll_oneoff",
        "iiii",
        a -> {
          vm.memory().writeInt(a[3], 0);
          return 0;
        });
    for (String module : MODULES) {
      imports.add(
          new Import(
              module,
              "proc_exit",
              "i",
              false,
              a -> {
                throw new TrapException(
                    calls.phase() + ": the guest left by proc_exit(" + (int) a[0] + ")", null);
              }));
    }
    refused();
    return imports;
  }

  private void refused() {
    answer(0, "fd_seek:ilii", "fd_close:i", "fd_advise:illi", "fd_sync:i", "fd_datasync:i");
    answer(0, "fd_allocate:ill", "fd_fdstat_set_rights:ill", "fd_filestat_set_size:il");
    answer(0, "fd_filestat_set_times:illi", "fd_tell:ii");
    answer(BADF, "fd_prestat_get:ii", "fd_filestat_get:ii");
    answer(NOSYS, "fd_prestat_dir_name:iii", "fd_read:iiii", "fd_fdstat_set_flags:ii");
    answer(NOSYS, "fd_pread:iiili");
    answer(NOTDIR, "fd_readdir:iiili");
    answer(NOENT, "path_open:iiiiillii");
    answer(NOTSUP, "path_filestat_get:iiiii", "path_create_directory:iii", "fd_renumber:ii");
    answer(NOTSUP, "path_filestat_set_times:iiiilli", "path_link:iiiiii", "path_symlink:iiii");
    answer(NOTSUP, "path_readlink:iiiiii", "path_remove_directory:iii", "path_rename:iiiiii");
    answer(NOTSUP, "path_unlink_file:iii", "sock_accept:iii", "sock_recv:iiiiii");
    answer(NOTSUP, "sock_send:iiiii", "sock_shutdown:ii");
  }

  private void answer(int errno, String... functions) {
    for (String function : functions) {
      int colon = function.indexOf(':');
      add(function.substring(0, colon), function.substring(colon + 1), a -> errno);
    }
  }

  private void add(String name, String parameters, Import.Body body) {
    for (String module : MODULES) {
      imports.add(new Import(module, name, parameters, true, body));
    }
  }

  private int write(long fd, long vectors, long count, long writtenAt) {
    if (fd != STDOUT && fd != STDERR) {
      return BADF;
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      int address = vm.memory().readInt(vectors + 8L * i);
      int length = vm.memory().readInt(vectors + 8L * i + 4);
      byte[] piece = vm.memory().read(address, length & 0xffffffffL);
      if ((long) text.size() + piece.length > vm.memory().size()) {
        throw new BadAddress("more text than there is memory");
      }
      text.writeBytes(piece);
    }
    byte[] bytes = text.toByteArray();
    if (bytes.length > 0) {
      boolean newline = bytes[bytes.length - 1] == '\n';
      byte[] line = java.util.Arrays.copyOf(bytes, bytes.length - (newline ? 1 : 0));
      calls.log((fd == STDOUT ? LogLevel.INFO : LogLevel.ERROR).wire(), line);
    }
    vm.memory().writeInt(writtenAt, bytes.length);
    return 0;
  }

  private int fdstat(long fd, long at) {
    if (fd != STDOUT && fd != STDERR) {
      return BADF;
    }
    vm.memory().writeLong(at, 0);
    vm.memory().writeLong(at + 8, RIGHT_FD_WRITE);
    vm.memory().writeLong(at + 16, 0);
    return 0;
  }

  private int environmentSizes(long countAt, long bytesAt) {
    int bytes = 0;
    for (String entry : calls.environment()) {
      bytes += entry.getBytes(StandardCharsets.UTF_8).length + 1;
    }
    vm.memory().writeInt(countAt, calls.environment().size());
    vm.memory().writeInt(bytesAt, bytes);
    return 0;
  }

  private int environment(long pointersAt, long bytesAt) {
    long pointer = pointersAt;
    long at = bytesAt;
    for (String entry : calls.environment()) {
      byte[] bytes = (entry + '\0').getBytes(StandardCharsets.UTF_8);
      vm.memory().writeInt(pointer, (int) at);
      vm.memory().write(at, bytes);
      pointer += 4;
      at += bytes.length;
    }
    return 0;
  }

  private int zeros(long first, long second) {
    vm.memory().writeInt(first, 0);
    vm.memory().writeInt(second, 0);
    return 0;
  }

  private int clock(long id, long at) {
    if (id != 0 && id != 1) {
      return NOTSUP;
    }
    vm.memory().writeLong(at, calls.currentTimeNanos());
    return 0;
  }

  private int resolution(long id, long at) {
    if (id != 0 && id != 1) {
      return NOTSUP;
    }
    vm.memory().writeLong(at, 1);
    return 0;
  }

  private int random(long at, long count) {
    vm.memory().require(at, count);
    vm.memory().write(at, calls.random((int) count));
    return 0;
  }
}
