package dev.samovar.hostsim.wasm;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.ValType;
import dev.samovar.hostsim.Fault;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.GuestVm;
import dev.samovar.hostsim.HostCalls;
import dev.samovar.hostsim.HostSimException;
import dev.samovar.hostsim.ModuleException;
import dev.samovar.hostsim.TrapException;
import dev.samovar.proxywasm.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One instance of a module. Callbacks that it does not export do nothing, as in a proxy; each of
 * them is bounded in time, and the memory in size. Longer than most files because it is every
 * callback, one method each.
 */
final class WasmVm implements GuestVm {
  private static final int PAGE = 65536;
  private static final int MAX_PAGES = 65536;
  private static final int EFAULT = 21;

  private final WasmGuest guest;
  private final HostCalls calls;
  private final Watchdog.Timed timed;
  private final Handouts handouts = new Handouts();
  private final Map<String, ExportFunction> functions = new HashMap<>();
  private final Instance instance;
  private GuestMemory memory;
  private final int maxPages;
  private String running = "_initialize";

  WasmVm(WasmGuest guest, HostCalls calls) {
    this.guest = guest;
    this.calls = calls;
    this.timed = guest.watchdog().watch();
    MemoryLimits declared =
        guest.module().memorySection().isPresent()
                && guest.module().memorySection().get().memoryCount() > 0
            ? guest.module().memorySection().get().getMemory(0).limits()
            : new MemoryLimits(1, MAX_PAGES);
    long allowed = Math.min(MAX_PAGES, calls.limits().memoryBytes() / PAGE);
    maxPages = (int) Math.min(declared.maximumPages(), allowed);
    if (declared.initialPages() > maxPages) {
      throw new ModuleException(
          guest.file()
              + ": memory begins with "
              + declared.initialPages()
              + " pages, more than the limit of "
              + maxPages);
    }
    instance = instantiate(new MemoryLimits(declared.initialPages(), maxPages));
    memory = new GuestMemory(instance.memory());
    initialize();
  }

  /** Makes the instance, which runs the start section already: under the limits of a callback. */
  private Instance instantiate(MemoryLimits limits) {
    Instance.Builder builder =
        Instance.builder(guest.module())
            .withImportValues(imports())
            .withMachineFactory(guest.machines())
            .withMemoryFactory(ByteArrayMemory::new)
            .withMemoryLimits(limits)
            .withStart(false);
    running = guest.startName();
    try {
      return timed(running, builder::build);
    } catch (UninstantiableException e) {
      if (e.getCause() != null) {
        throw new TrapException(running + ": trapped: " + e.getCause().getMessage(), e);
      }
      throw cannotStart(e);
    } catch (RuntimeException | OutOfMemoryError e) {
      if (e instanceof HostSimException known) {
        throw known;
      }
      throw cannotStart(e);
    }
  }

  private ModuleException cannotStart(Throwable e) {
    String reason = e instanceof OutOfMemoryError ? "its tables take too much memory" : text(e);
    return new ModuleException(guest.file() + ": cannot be started: " + reason, List.of(), e);
  }

  private static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void initialize() {
    if (guest.exports("_initialize")) {
      call("_initialize");
      if (guest.exports("main")) {
        call("main", 0, 0);
      }
    } else if (guest.exports("_start")) {
      call("_start");
    }
  }

  private ImportValues imports() {
    Map<String, Import> served = new HashMap<>();
    for (Import function : new AbiImports(this, calls).all()) {
      served.put(function.module() + "." + function.name(), function);
    }
    for (Import function : new WasiImports(this, calls).all()) {
      served.put(function.module() + "." + function.name(), function);
    }
    List<String> missing = new ArrayList<>();
    List<ImportFunction> functions = new ArrayList<>();
    guest.module().importSection().stream()
        .forEach(
            wanted -> {
              String name = wanted.module() + "." + wanted.name();
              Import function = served.get(name);
              if (wanted.importType() != ExternalType.FUNCTION || function == null) {
                missing.add(name);
                return;
              }
              FunctionType type =
                  guest.module().typeSection().getType(((FunctionImport) wanted).typeIndex());
              if (!signature(function).equals(signature(type))) {
                missing.add(name + signature(type) + " instead of " + signature(function));
                return;
              }
              functions.add(hostFunction(function, type));
            });
    if (!missing.isEmpty()) {
      throw new ModuleException(
          guest.file() + ": imports what this host does not serve: " + String.join(", ", missing),
          missing,
          null);
    }
    return ImportValues.builder().withFunctions(functions).build();
  }

  private static String signature(Import function) {
    return "(" + function.parameters() + ")" + (function.returns() ? "i" : "");
  }

  private static String signature(FunctionType type) {
    StringBuilder text = new StringBuilder("(");
    type.params().forEach(parameter -> text.append(letter(parameter)));
    text.append(")");
    type.returns().forEach(result -> text.append(letter(result)));
    return text.toString();
  }

  private static String letter(ValType type) {
    return type.equals(ValType.I32) ? "i" : type.equals(ValType.I64) ? "l" : type.name();
  }

  private HostFunction hostFunction(Import function, FunctionType type) {
    return new HostFunction(
        function.module(),
        function.name(),
        type,
        (caller, arguments) -> {
          if (memory == null) {
            memory = new GuestMemory(caller.memory());
          }
          String outer = running;
          running = function.name();
          int answer;
          try {
            answer = function.body().call(arguments);
          } catch (BadAddress e) {
            calls.fault(FaultKind.MEMORY_OUT_OF_BOUNDS, function.name() + ": " + e.getMessage());
            answer = function.module().equals("env") ? Status.INVALID_MEMORY_ACCESS.wire() : EFAULT;
          } catch (HostSimException | ChicoryException e) {
            throw e;
          } catch (RuntimeException | OutOfMemoryError e) {
            throw new TrapException(
                outer + ": " + function.name() + ": the host could not serve it: " + e, e);
          } finally {
            running = outer;
          }
          return function.returns() ? new long[] {answer} : null;
        });
  }

  GuestMemory memory() {
    return memory;
  }

  /** Has the guest allocate memory, and puts bytes there. */
  int handOut(byte[] bytes) {
    int address = allocate(bytes.length);
    if (address == 0) {
      throw new BadAddress("the allocator answered 0 for " + bytes.length + " bytes");
    }
    handouts.add(address, bytes.length, running, calls.where());
    memory.write(address, bytes);
    return address;
  }

  private int allocate(int size) {
    String name = guest.exports("malloc") ? "malloc" : "proxy_on_memory_allocate";
    return (int) function(name).apply(size)[0];
  }

  private ExportFunction function(String name) {
    return functions.computeIfAbsent(name, instance::export);
  }

  /** Runs a callback; one that is not exported answers {@code otherwise}. */
  private int call(int otherwise, String name, long... arguments) {
    return guest.exports(name) ? call(name, arguments) : otherwise;
  }

  private int call(String name, long... arguments) {
    String outer = running;
    running = name;
    try {
      long[] answer = timed(name, () -> function(name).apply(arguments));
      return answer == null || answer.length == 0 ? 0 : (int) answer[0];
    } catch (HostSimException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      throw new TrapException(name + ": trapped: " + reason(e), e);
    } finally {
      running = outer;
    }
  }

  /** Stops what runs for too long; an interrupt from elsewhere stays set, and is called so. */
  private <T> T timed(String name, Supplier<T> body) {
    boolean ended = false;
    timed.begin(calls.limits().callbackTime().toNanos());
    try {
      return body.get();
    } catch (ChicoryInterruptedException e) {
      ended = true;
      if (!timed.end()) {
        Thread.currentThread().interrupt();
        throw new TrapException(name + ": was stopped by an interrupt of the test's thread", e);
      }
      long millis = calls.limits().callbackTime().toMillis();
      throw new TrapException(name + ": ran for longer than " + millis + " ms and was stopped", e);
    } catch (StackOverflowError e) {
      throw new TrapException(name + ": trapped: call stack exhausted", e);
    } finally {
      if (!ended) {
        timed.end();
      }
    }
  }

  /** Growth that fails leaves no trace of its own, so every trap tells how much memory there is. */
  private String reason(Throwable e) {
    long limit = (long) maxPages * PAGE;
    return memory.size() >= limit
        ? text(e) + ", with memory at its limit of " + limit + " bytes"
        : text(e) + ", with " + memory.size() + " bytes of memory, at most " + limit;
  }

  @Override
  public void onContextCreate(int id, int parentId) {
    call(0, "proxy_on_context_create", id, parentId);
  }

  @Override
  public boolean onVmStart(int rootId, int configurationSize) {
    return call(1, "proxy_on_vm_start", rootId, configurationSize) != 0;
  }

  @Override
  public boolean onConfigure(int rootId, int configurationSize) {
    return call(1, "proxy_on_configure", rootId, configurationSize) != 0;
  }

  @Override
  public void onTick(int rootId) {
    call(0, "proxy_on_tick", rootId);
  }

  @Override
  public void onQueueReady(int rootId, int token) {
    call(0, "proxy_on_queue_ready", rootId, token);
  }

  @Override
  public int onRequestHeaders(int id, int headers, boolean endOfStream) {
    return call(0, "proxy_on_request_headers", id, headers, bit(endOfStream));
  }

  @Override
  public int onRequestBody(int id, int size, boolean endOfStream) {
    return call(0, "proxy_on_request_body", id, size, bit(endOfStream));
  }

  @Override
  public int onRequestTrailers(int id, int trailers) {
    return call(0, "proxy_on_request_trailers", id, trailers);
  }

  @Override
  public int onResponseHeaders(int id, int headers, boolean endOfStream) {
    return call(0, "proxy_on_response_headers", id, headers, bit(endOfStream));
  }

  @Override
  public int onResponseBody(int id, int size, boolean endOfStream) {
    return call(0, "proxy_on_response_body", id, size, bit(endOfStream));
  }

  @Override
  public int onResponseTrailers(int id, int trailers) {
    return call(0, "proxy_on_response_trailers", id, trailers);
  }

  @Override
  public int onNewConnection(int id) {
    return call(0, "proxy_on_new_connection", id);
  }

  @Override
  public int onDownstreamData(int id, int size, boolean endOfStream) {
    return call(0, "proxy_on_downstream_data", id, size, bit(endOfStream));
  }

  @Override
  public void onDownstreamClose(int id, int peer) {
    call(0, "proxy_on_downstream_connection_close", id, peer);
  }

  @Override
  public int onUpstreamData(int id, int size, boolean endOfStream) {
    return call(0, "proxy_on_upstream_data", id, size, bit(endOfStream));
  }

  @Override
  public void onUpstreamClose(int id, int peer) {
    call(0, "proxy_on_upstream_connection_close", id, peer);
  }

  @Override
  public void onHttpCallResponse(int rootId, int token, int headers, int bodySize, int trailers) {
    call(0, "proxy_on_http_call_response", rootId, token, headers, bodySize, trailers);
  }

  @Override
  public void onGrpcInitialMetadata(int rootId, int token, int headers) {
    call(0, "proxy_on_grpc_receive_initial_metadata", rootId, token, headers);
  }

  @Override
  public void onGrpcMessage(int rootId, int token, int messageSize) {
    call(0, "proxy_on_grpc_receive", rootId, token, messageSize);
  }

  @Override
  public void onGrpcTrailingMetadata(int rootId, int token, int trailers) {
    call(0, "proxy_on_grpc_receive_trailing_metadata", rootId, token, trailers);
  }

  @Override
  public void onGrpcClose(int rootId, int token, int statusCode) {
    call(0, "proxy_on_grpc_close", rootId, token, statusCode);
  }

  @Override
  public void onRedisCallResponse(int rootId, int token, int status, int size) {
    call(0, "proxy_on_redis_call_response", rootId, token, status, size);
  }

  @Override
  public void onForeignFunction(int id, int functionId, int argumentsSize) {
    call(0, "proxy_on_foreign_function", id, functionId, argumentsSize);
  }

  @Override
  public boolean onDone(int id) {
    return call(1, "proxy_on_done", id) != 0;
  }

  @Override
  public void onLog(int id) {
    call(0, "proxy_on_log", id);
  }

  @Override
  public void onDelete(int id) {
    call(0, "proxy_on_delete", id);
  }

  @Override
  public int liveContexts() {
    return -1;
  }

  @Override
  public long memoryBytes() {
    return memory.size();
  }

  @Override
  public boolean higressAbi() {
    return guest.higressAbi();
  }

  @Override
  public List<Fault> endFaults() {
    String name = "the allocator, asked again at the end";
    try {
      return timed(name, () -> handouts.check(this::allocate, calls.limits().unfreedBytes()));
    } catch (TrapException e) {
      return List.of(new Fault(FaultKind.TRAPPED, e.getMessage()));
    } catch (ChicoryException e) {
      return List.of(new Fault(FaultKind.TRAPPED, name + ": trapped: " + reason(e)));
    }
  }

  private static long bit(boolean value) {
    return value ? 1 : 0;
  }
}
