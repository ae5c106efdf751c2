package dev.samovar.hostsim.wasm;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.ValType;
import dev.samovar.hostsim.Fault;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.GuestVm;
import dev.samovar.hostsim.HostCalls;
import dev.samovar.hostsim.ModuleException;
import dev.samovar.hostsim.TrapException;
import dev.samovar.proxywasm.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private final GuestMemory memory;
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
    try {
      instance =
          Instance.builder(guest.module())
              .withImportValues(imports())
              .withMachineFactory(guest.machines())
              .withMemoryFactory(ByteArrayMemory::new)
              .withMemoryLimits(new MemoryLimits(declared.initialPages(), maxPages))
              .withStart(false)
              .build();
    } catch (ChicoryException e) {
      throw new ModuleException(
          guest.file() + ": cannot be started: " + e.getMessage(), List.of(), e);
    }
    memory = new GuestMemory(instance.memory());
    initialize();
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
          String outer = running;
          running = function.name();
          int answer;
          try {
            answer = function.body().call(arguments);
          } catch (BadAddress e) {
            calls.fault(FaultKind.MEMORY_OUT_OF_BOUNDS, function.name() + ": " + e.getMessage());
            answer = function.module().equals("env") ? Status.INVALID_MEMORY_ACCESS.wire() : EFAULT;
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
    handouts.add(address, bytes.length, running);
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
    timed.begin(calls.limits().callbackTime().toNanos());
    boolean tooLong = false;
    try {
      long[] answer = function(name).apply(arguments);
      return answer == null || answer.length == 0 ? 0 : (int) answer[0];
    } catch (TrapException e) {
      throw e;
    } catch (ChicoryInterruptedException e) {
      tooLong = timed.end();
      throw new TrapException(
          name
              + ": ran for longer than "
              + calls.limits().callbackTime().toMillis()
              + " ms and was stopped",
          e);
    } catch (ChicoryException | StackOverflowError | IndexOutOfBoundsException e) {
      throw new TrapException(name + ": trapped: " + reason(e), e);
    } finally {
      if (!tooLong) {
        timed.end();
      }
      running = outer;
    }
  }

  private String reason(Throwable e) {
    String text =
        e instanceof StackOverflowError ? "call stack exhausted" : String.valueOf(e.getMessage());
    if (instance.memory().pages() >= maxPages) {
      text += ", with memory at its limit of " + (long) maxPages * PAGE + " bytes";
    }
    return text;
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
    try {
      return handouts.check(this::allocate, calls.limits().unfreedBytes());
    } catch (ChicoryException e) {
      return List.of();
    }
  }

  private static long bit(boolean value) {
    return value ? 1 : 0;
  }
}
