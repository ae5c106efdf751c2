package dev.samovar.hostsim.wasm;

import dev.samovar.hostsim.Fetched;
import dev.samovar.hostsim.HostCalls;
import dev.samovar.hostsim.Token;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Module {@code env}: takes arguments out of the guest's memory, and puts answers into it.
 *
 * <p>proxy-wasm ABI 0.2.1, "Functions exposed by the host". Longer than most files because it is
 * the whole ABI, one entry a call.
 */
final class AbiImports {
  private static final MapType[] MAPS = MapType.values();

  private final WasmVm vm;
  private final HostCalls calls;
  private final List<Import> imports = new ArrayList<>();

  AbiImports(WasmVm vm, HostCalls calls) {
    this.vm = vm;
    this.calls = calls;
  }

  List<Import> all() {
    general();
    headers();
    buffers();
    streams();
    callouts();
    shared();
    metrics();
    if (calls.profile().isHigress()) {
      higress();
    }
    return imports;
  }

  private void general() {
    add("proxy_log", "iii", a -> wire(calls.log((int) a[0], bytes(a, 1))));
    add("proxy_get_log_level", "i", a -> putInt(a[0], calls.logLevel().wire()));
    add(
        "proxy_get_current_time_nanoseconds",
        "i",
        a -> {
          memory().writeLong(a[0], calls.currentTimeNanos());
          return 0;
        });
    add("proxy_set_tick_period_milliseconds", "i", a -> wire(calls.setTickPeriod((int) a[0])));
    add("proxy_set_effective_context", "i", a -> wire(calls.setEffectiveContext((int) a[0])));
    add("proxy_done", "", a -> wire(calls.done()));
    add("proxy_get_property", "iiii", a -> answer(calls.property(bytes(a, 0)), a[2], a[3]));
    add("proxy_set_property", "iiii", a -> wire(calls.setProperty(bytes(a, 0), bytes(a, 2))));
    add(
        "proxy_get_status",
        "iii",
        a -> {
          Fetched status = calls.status();
          memory().writeInt(a[0], status.number());
          return answer(status, a[1], a[2]);
        });
    add(
        "proxy_call_foreign_function",
        "iiiiii",
        a -> {
          Fetched result = calls.callForeignFunction(bytes(a, 0), bytes(a, 2));
          if (!result.isOk()) {
            return wire(result.status());
          }
          int address = a[4] == 0 ? 0 : vm.handOut(result.value());
          if (a[4] != 0) {
            memory().writeInt(a[4], address);
          }
          if (a[5] != 0) {
            memory().writeInt(a[5], result.value().length);
          }
          return 0;
        });
    imports.add(new Import("env", "emscripten_notify_memory_growth", "i", false, a -> 0));
    add("pthread_equal", "ii", a -> a[0] == a[1] ? 1 : 0);
  }

  private void headers() {
    add(
        "proxy_get_header_map_value",
        "iiiii",
        a -> map(a) ? answer(calls.header(MAPS[(int) a[0]], bytes(a, 1)), a[3], a[4]) : bad());
    add(
        "proxy_get_header_map_pairs",
        "iii",
        a -> map(a) ? answer(calls.headerPairs(MAPS[(int) a[0]]), a[1], a[2]) : bad());
    add(
        "proxy_get_header_map_size",
        "ii",
        a -> map(a) ? number(calls.headerMapSize(MAPS[(int) a[0]]), a[1]) : bad());
    add(
        "proxy_set_header_map_pairs",
        "iii",
        a -> map(a) ? wire(calls.setHeaderPairs(MAPS[(int) a[0]], bytes(a, 1))) : bad());
    add(
        "proxy_add_header_map_value",
        "iiiii",
        a -> map(a) ? wire(calls.addHeader(MAPS[(int) a[0]], bytes(a, 1), bytes(a, 3))) : bad());
    add(
        "proxy_replace_header_map_value",
        "iiiii",
        a ->
            map(a) ? wire(calls.replaceHeader(MAPS[(int) a[0]], bytes(a, 1), bytes(a, 3))) : bad());
    add(
        "proxy_remove_header_map_value",
        "iii",
        a -> map(a) ? wire(calls.removeHeader(MAPS[(int) a[0]], bytes(a, 1))) : bad());
  }

  private void buffers() {
    add(
        "proxy_get_buffer_bytes",
        "iiiii",
        a -> {
          // Start and length that overflow 32 bits are refused before anything is read.
          if ((a[1] & 0xffffffffL) + (a[2] & 0xffffffffL) > 0xffffffffL) {
            return bad();
          }
          return answer(calls.readBuffer((int) a[0], (int) a[1], (int) a[2]), a[3], a[4]);
        });
    add(
        "proxy_get_buffer_status",
        "iii",
        a -> {
          Token size = calls.bufferSize((int) a[0]);
          if (size.status() == Status.OK) {
            memory().writeInt(a[1], size.id());
            memory().writeInt(a[2], 0);
          }
          return wire(size.status());
        });
    add(
        "proxy_set_buffer_bytes",
        "iiiii",
        a -> wire(calls.writeBuffer((int) a[0], (int) a[1], (int) a[2], bytes(a, 3))));
  }

  private void streams() {
    add("proxy_continue_stream", "i", a -> wire(calls.continueStream((int) a[0])));
    add("proxy_close_stream", "i", a -> wire(calls.closeStream((int) a[0])));
    add(
        "proxy_send_local_response",
        "iiiiiiii",
        a ->
            wire(
                calls.sendLocalResponse(
                    (int) a[0], bytes(a, 1), bytes(a, 3), bytes(a, 5), (int) a[7])));
  }

  private void callouts() {
    add(
        "proxy_http_call",
        "iiiiiiiiii",
        a -> {
          memory().writeInt(a[9], 0);
          return number(
              calls.httpCall(bytes(a, 0), bytes(a, 2), bytes(a, 4), bytes(a, 6), (int) a[8]), a[9]);
        });
    add(
        "proxy_grpc_call",
        "iiiiiiiiiiii",
        a ->
            number(
                calls.grpcCall(
                    bytes(a, 0), bytes(a, 2), bytes(a, 4), bytes(a, 6), bytes(a, 8), (int) a[10]),
                a[11]));
    add(
        "proxy_grpc_stream",
        "iiiiiiiii",
        a -> number(calls.grpcStream(bytes(a, 0), bytes(a, 2), bytes(a, 4), bytes(a, 6)), a[8]));
    add("proxy_grpc_send", "iiii", a -> wire(calls.grpcSend((int) a[0], bytes(a, 1), a[3] != 0)));
    add("proxy_grpc_cancel", "i", a -> wire(calls.grpcCancel((int) a[0])));
    add("proxy_grpc_close", "i", a -> wire(calls.grpcClose((int) a[0])));
  }

  private void shared() {
    add(
        "proxy_get_shared_data",
        "iiiii",
        a -> {
          Fetched value = calls.sharedData(bytes(a, 0));
          int status = answer(value, a[2], a[3]);
          if (status == 0) {
            memory().writeInt(a[4], value.number());
          }
          return status;
        });
    add(
        "proxy_set_shared_data",
        "iiiii",
        a -> wire(calls.setSharedData(bytes(a, 0), bytes(a, 2), (int) a[4])));
    add(
        "proxy_register_shared_queue",
        "iii",
        a -> number(calls.registerSharedQueue(bytes(a, 0)), a[2]));
    add(
        "proxy_resolve_shared_queue",
        "iiiii",
        a -> number(calls.resolveSharedQueue(bytes(a, 0), bytes(a, 2)), a[4]));
    add(
        "proxy_enqueue_shared_queue",
        "iii",
        a -> wire(calls.enqueueSharedQueue((int) a[0], bytes(a, 1))));
    add(
        "proxy_dequeue_shared_queue",
        "iii",
        a -> answer(calls.dequeueSharedQueue((int) a[0]), a[1], a[2]));
  }

  private void metrics() {
    add(
        "proxy_define_metric",
        "iiii",
        a -> number(calls.defineMetric((int) a[0], bytes(a, 1)), a[3]));
    add("proxy_increment_metric", "il", a -> wire(calls.incrementMetric((int) a[0], a[1])));
    add("proxy_record_metric", "il", a -> wire(calls.recordMetric((int) a[0], a[1])));
    add(
        "proxy_get_metric",
        "ii",
        a -> {
          Fetched value = calls.metric((int) a[0]);
          if (value.isOk()) {
            memory()
                .writeLong(
                    a[1], ByteBuffer.wrap(value.value()).order(ByteOrder.LITTLE_ENDIAN).getLong());
          }
          return wire(value.status());
        });
  }

  private void higress() {
    add("proxy_redis_init", "iiiiiii", a -> wire(calls.redisInit(bytes(a, 0))));
    add(
        "proxy_redis_call",
        "iiiii",
        a -> {
          memory().writeInt(a[4], 0);
          return number(calls.redisCall(bytes(a, 0), bytes(a, 2)), a[4]);
        });
    add("proxy_inject_encoded_data_to_filter_chain", "iii", a -> wire(Status.UNIMPLEMENTED));
    add("proxy_set_upstream_override_host", "ii", a -> wire(Status.UNIMPLEMENTED));
    add("proxy_get_upstream_hosts", "ii", a -> wire(Status.UNIMPLEMENTED));
  }

  private void add(String name, String parameters, Import.Body body) {
    imports.add(new Import("env", name, parameters, true, body));
  }

  private GuestMemory memory() {
    return vm.memory();
  }

  private byte[] bytes(long[] arguments, int at) {
    return memory().read(arguments[at], arguments[at + 1]);
  }

  private static boolean map(long[] arguments) {
    return arguments[0] >= 0 && arguments[0] < MAPS.length;
  }

  private static int bad() {
    return Status.BAD_ARGUMENT.wire();
  }

  private static int wire(Status status) {
    return status.wire();
  }

  private int putInt(long address, int value) {
    memory().writeInt(address, value);
    return 0;
  }

  private int number(Token token, long address) {
    if (token.status() == Status.OK) {
      memory().writeInt(address, token.id());
    }
    return token.status().wire();
  }

  private int answer(Fetched fetched, long addressAt, long sizeAt) {
    if (!fetched.isOk()) {
      return fetched.status().wire();
    }
    int address = fetched.value().length == 0 ? 0 : vm.handOut(fetched.value());
    memory().writeInt(addressAt, address);
    memory().writeInt(sizeAt, fetched.value().length);
    return 0;
  }
}
