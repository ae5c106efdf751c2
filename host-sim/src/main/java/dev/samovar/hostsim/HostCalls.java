package dev.samovar.hostsim;

import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.MetricType;
import dev.samovar.proxywasm.Status;
import dev.samovar.proxywasm.StreamType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Every call of the ABI on behalf of the context whose callback runs: the semantics, once for both
 * guests. Statuses are Envoy's.
 *
 * <p>proxy-wasm ABI 0.2.1, "Functions exposed by the host". Longer than most files because it is
 * the whole ABI, one method a call.
 */
public final class HostCalls {
  private static final int REDIS_RESPONSE = 9;

  /** How the SDK's panic barrier begins its line; the only sign of it that a module gives. */
  private static final Pattern PANIC =
      Pattern.compile("proxy_(on_[a-z_]+|continue_stream): context \\d+: ");

  private final Vm vm;
  private final Watch watch;
  private HttpCallout httpAnswer;
  private GrpcCallout grpcNews;
  private RedisCallout redisAnswer;
  private byte[] foreignArgument;
  private int panicsSeen;
  private String panic;

  HostCalls(Vm vm) {
    this.vm = vm;
    this.watch = new Watch(vm);
  }

  void delivering(HttpCallout callout) {
    httpAnswer = callout;
  }

  void delivering(GrpcCallout callout) {
    grpcNews = callout;
  }

  void delivering(RedisCallout callout) {
    redisAnswer = callout;
  }

  void foreignArgument(byte[] argument) {
    foreignArgument = argument;
  }

  void endOfCallback(HostContext context, String callback) {
    watch.endOfCallback(context, callback);
    int panics = vm.guest() == null ? 0 : vm.guest().panics();
    if (panic != null || panics > panicsSeen) {
      vm.sim.fault(
          FaultKind.EXCEPTION,
          (panic == null ? callback + ": an exception left it" : panic) + watch.where());
    }
    vm.sim.quota().endOfCallback();
    panicsSeen = panics;
    panic = null;
  }

  /** Tells of something that only the guest's own side can see, such as a bad address. */
  public void fault(FaultKind kind, String message) {
    vm.sim.fault(kind, message + watch.where());
  }

  /** Context and callback, as the end of a message. */
  public String where() {
    return watch.where();
  }

  /** The callback that runs, for messages. */
  public String phase() {
    return vm.phase == null ? "no callback" : vm.phase;
  }

  /** The profile of the host. */
  public Profile profile() {
    return vm.sim.profile();
  }

  /** How a guest is bounded. */
  public Limits limits() {
    return vm.sim.limits();
  }

  /** Environment variables of the VM, {@code NAME=value}. */
  public java.util.List<String> environment() {
    return vm.sim.environment();
  }

  /** Seeded random bytes (WASI {@code random_get}). */
  public byte[] random(int count) {
    byte[] bytes = new byte[count];
    vm.sim.random().nextBytes(bytes);
    return bytes;
  }

  /** "proxy_log". */
  public Status log(int level, byte[] message) {
    if (level < 0 || level > LogLevel.CRITICAL.wire()) {
      return Status.BAD_ARGUMENT;
    }
    watch.reaction();
    LogLine line = new LogLine(LogLevel.of(level), text(message));
    if (level == LogLevel.CRITICAL.wire() && PANIC.matcher(line.message()).lookingAt()) {
      panic = line.message();
    }
    vm.sim.log(line);
    Supplier<String> shown = Transcript.shown(message);
    trace(() -> "log [" + line.level().name().toLowerCase(Locale.ROOT) + "] " + shown.get());
    return Status.OK;
  }

  /** "proxy_get_log_level". */
  public LogLevel logLevel() {
    return vm.sim.logLevel();
  }

  /** "proxy_get_current_time_nanoseconds". */
  public long currentTimeNanos() {
    return vm.sim.clock.nanos();
  }

  /** "proxy_set_tick_period_milliseconds". */
  public Status setTickPeriod(int millis) {
    HostContext context = watch.acting("proxy_set_tick_period_milliseconds");
    if (context == null) {
      return Status.INTERNAL_FAILURE;
    }
    trace(() -> "proxy_set_tick_period_milliseconds " + millis);
    vm.setTick(context.root, millis);
    return Status.OK;
  }

  /** "proxy_set_effective_context". */
  public Status setEffectiveContext(int id) {
    if (watch.acting("proxy_set_effective_context") == null) {
      return Status.INTERNAL_FAILURE;
    }
    if (!vm.contexts.containsKey(id)) {
      fault(FaultKind.DEAD_CONTEXT, "proxy_set_effective_context: context " + id + " is gone");
      return Status.BAD_ARGUMENT;
    }
    vm.effective = id;
    return Status.OK;
  }

  /** "proxy_done". */
  public Status done() {
    HostContext context = watch.acting("proxy_done");
    if (context == null) {
      return Status.INTERNAL_FAILURE;
    }
    if (!context.root.pendingDone) {
      return Status.NOT_FOUND;
    }
    trace(() -> "proxy_done");
    vm.finishPendingRoot(context.root);
    return Status.OK;
  }

  private HttpFilter filter(HostContext context) {
    return context == null ? null : context.http;
  }

  private Headers readable(MapType map) {
    HostContext context = watch.acting("proxy_get_header_map_value");
    HttpFilter filter = filter(context);
    return switch (map) {
      case HTTP_REQUEST_HEADERS -> filter == null ? null : filter.headers(Side.REQUEST);
      case HTTP_REQUEST_TRAILERS -> filter == null ? null : filter.trailers(Side.REQUEST);
      case HTTP_RESPONSE_HEADERS -> filter == null ? null : filter.headers(Side.RESPONSE);
      case HTTP_RESPONSE_TRAILERS -> filter == null ? null : filter.trailers(Side.RESPONSE);
      case HTTP_CALL_RESPONSE_HEADERS ->
          httpAnswer == null || httpAnswer.delivering == null
              ? null
              : httpAnswer.delivering.headers;
      case HTTP_CALL_RESPONSE_TRAILERS ->
          httpAnswer == null || httpAnswer.delivering == null
              ? null
              : httpAnswer.delivering.trailers;
      case GRPC_CALL_INITIAL_METADATA -> grpcNews == null ? null : grpcNews.initialMetadata;
      case GRPC_CALL_TRAILING_METADATA -> grpcNews == null ? null : grpcNews.trailingMetadata;
    };
  }

  private Headers writable(String call, MapType map) {
    HttpFilter filter = filter(watch.acting(call));
    if (filter == null) {
      return null;
    }
    return switch (map) {
      case HTTP_REQUEST_HEADERS -> filter.writableHeaders(Side.REQUEST);
      case HTTP_REQUEST_TRAILERS -> filter.writableTrailers(Side.REQUEST);
      case HTTP_RESPONSE_HEADERS -> filter.writableHeaders(Side.RESPONSE);
      case HTTP_RESPONSE_TRAILERS -> filter.writableTrailers(Side.RESPONSE);
      default -> null;
    };
  }

  /** "proxy_get_header_map_value". */
  public Fetched header(MapType map, byte[] name) {
    Headers headers = readable(map);
    if (headers == null) {
      HttpFilter filter = filter(vm.acting());
      boolean logging = filter != null && filter.isLogging();
      return Fetched.failed(logging ? Status.NOT_FOUND : Status.BAD_ARGUMENT);
    }
    String value = headers.get(name(map, name));
    return value == null
        ? Fetched.failed(Status.NOT_FOUND)
        : Fetched.ok(value.getBytes(StandardCharsets.UTF_8));
  }

  /** "proxy_get_header_map_pairs": a map that is not there has no pairs, and that is no error. */
  public Fetched headerPairs(MapType map) {
    return Fetched.ok(Pairs.encode(readable(map)));
  }

  /** "proxy_get_header_map_size". */
  public Token headerMapSize(MapType map) {
    Headers headers = writable("proxy_get_header_map_size", map);
    return headers == null ? Token.failed(Status.BAD_ARGUMENT) : Token.ok(headers.byteSize());
  }

  /** "proxy_set_header_map_pairs". */
  public Status setHeaderPairs(MapType map, byte[] pairs) {
    String call = "proxy_set_header_map_pairs";
    Headers headers = writable(call, map);
    if (headers == null) {
      return failed(call, map.toString(), Status.BAD_ARGUMENT);
    }
    vm.sim.quota().write(call, pairs.length);
    Headers replacement = Pairs.decode(pairs);
    modified(map);
    headers.clear();
    if (replacement != null) {
      replacement.forEach(header -> headers.add(alias(map, header.name()), header.value()));
    }
    trace(() -> call + " " + map + " " + replacement);
    return succeeded(call);
  }

  /** "proxy_add_header_map_value". */
  public Status addHeader(MapType map, byte[] name, byte[] value) {
    String call = "proxy_add_header_map_value";
    Headers headers = writable(call, map);
    if (headers == null) {
      return failed(call, map + ", " + text(name), Status.BAD_ARGUMENT);
    }
    modified(map);
    vm.sim.quota().write(call, name.length + value.length);
    headers.add(name(map, name), text(value));
    Supplier<String> shown = Transcript.shown(value);
    trace(() -> call + " " + map + " " + text(name) + ": " + shown.get());
    return succeeded(call);
  }

  /** "proxy_replace_header_map_value". */
  public Status replaceHeader(MapType map, byte[] name, byte[] value) {
    String call = "proxy_replace_header_map_value";
    Headers headers = writable(call, map);
    if (headers == null) {
      return failed(call, map + ", " + text(name), Status.BAD_ARGUMENT);
    }
    modified(map);
    vm.sim.quota().write(call, name.length + value.length);
    headers.set(name(map, name), text(value));
    Supplier<String> shown = Transcript.shown(value);
    trace(() -> call + " " + map + " " + text(name) + ": " + shown.get());
    return succeeded(call);
  }

  /** "proxy_remove_header_map_value". */
  public Status removeHeader(MapType map, byte[] name) {
    String call = "proxy_remove_header_map_value";
    Headers headers = writable(call, map);
    if (headers == null) {
      return failed(call, map + ", " + text(name), Status.BAD_ARGUMENT);
    }
    modified(map);
    headers.remove(name(map, name));
    trace(() -> call + " " + map + " " + text(name));
    return succeeded(call);
  }

  private static String name(MapType map, byte[] name) {
    return alias(map, text(name));
  }

  /** Envoy knows {@code host} of a request by its newer name alone. */
  private static String alias(MapType map, String name) {
    return map == MapType.HTTP_REQUEST_HEADERS && name.equalsIgnoreCase("host")
        ? ":authority"
        : name;
  }

  private void modified(MapType map) {
    Stream stream = vm.acting().stream;
    if (map == MapType.HTTP_REQUEST_HEADERS && stream != null) {
      stream.requestHeadersModified();
    }
  }

  private Body buffer(int type) {
    HostContext context = watch.acting("proxy_get_buffer_bytes");
    if (context == null) {
      return null;
    }
    HttpFilter http = context.http;
    TcpFilter tcp = context.tcp;
    return switch (type) {
      case 0 -> http == null ? new Body() : http.readableBody(Side.REQUEST);
      case 1 -> http == null ? new Body() : http.readableBody(Side.RESPONSE);
      case 2 -> tcp == null ? new Body() : tcp.body(false);
      case 3 -> tcp == null ? new Body() : tcp.body(true);
      case 4 ->
          httpAnswer == null || httpAnswer.delivering == null
              ? null
              : new Body(httpAnswer.delivering.body);
      case 5 ->
          grpcNews == null || grpcNews.message == null ? new Body() : new Body(grpcNews.message);
      case 6 -> new Body(vm.sim.vmConfiguration());
      case 7 ->
          "proxy_on_configure".equals(vm.phase)
              ? new Body(vm.current.plugin.configuration())
              : null;
      case 8 -> new Body(foreignArgument == null ? new byte[0] : foreignArgument);
      case REDIS_RESPONSE ->
          redisAnswer == null || redisAnswer.response == null
              ? null
              : new Body(redisAnswer.response);
      default -> null;
    };
  }

  private int lastBuffer() {
    return vm.sim.profile().isHigress() ? REDIS_RESPONSE : 8;
  }

  /** "proxy_get_buffer_status": the size. */
  public Token bufferSize(int type) {
    if (type < 0 || type > lastBuffer()) {
      return Token.failed(Status.BAD_ARGUMENT);
    }
    Body body = buffer(type);
    return body == null ? Token.failed(Status.NOT_FOUND) : Token.ok(body.size());
  }

  /** "proxy_get_buffer_bytes": never more than there is. */
  public Fetched readBuffer(int type, int start, int length) {
    if (type < 0 || type > lastBuffer()) {
      return Fetched.failed(Status.BAD_ARGUMENT);
    }
    Body body = buffer(type);
    if (body == null) {
      return Fetched.failed(Status.NOT_FOUND);
    }
    long from = start & 0xffffffffL;
    long count = length & 0xffffffffL;
    if (from >= body.size()) {
      return Fetched.ok(new byte[0]);
    }
    return Fetched.ok(body.copy((int) from, (int) Math.min(count, body.size() - from)));
  }

  /**
   * "proxy_set_buffer_bytes": start 0 replaces so much of the front, and with length 0 prepends;
   * start at or past the end appends; Envoy refuses a start between.
   */
  public Status writeBuffer(int type, int start, int length, byte[] data) {
    String call = "proxy_set_buffer_bytes";
    if (type < 0 || type > lastBuffer()) {
      return failed(call, "buffer " + type, Status.BAD_ARGUMENT);
    }
    HostContext context = watch.acting(call);
    if (context == null) {
      return Status.INTERNAL_FAILURE;
    }
    Body body = null;
    if (type <= 1) {
      Side side = type == 0 ? Side.REQUEST : Side.RESPONSE;
      HttpFilter filter = context.http;
      if (filter != null && !filter.ownsBody(side)) {
        fault(
            FaultKind.BODY_CHANGED_OUTSIDE,
            call + ": the " + side.word() + " body is not held for " + context.describe());
      } else if (filter != null) {
        body = filter.writableBody(side);
      }
    } else if (type <= 3 && context.tcp != null) {
      body = context.tcp.body(type == 3);
    } else if (buffer(type) == null) {
      return failed(call, "buffer " + type, Status.NOT_FOUND);
    }
    if (body == null) {
      return failed(call, "buffer " + type, Status.BAD_ARGUMENT);
    }
    long from = start & 0xffffffffL;
    long count = length & 0xffffffffL;
    vm.sim.quota().write(call, data.length);
    if (from == 0) {
      body.replaceFront((int) Math.min(count, body.size()), data);
    } else if (from >= body.size()) {
      body.append(data, data.length);
    } else {
      return failed(call, "start " + from + ", length " + count, Status.BAD_ARGUMENT);
    }
    int size = data.length;
    trace(
        () ->
            call
                + " buffer "
                + type
                + ", start "
                + from
                + ", length "
                + count
                + ", "
                + size
                + " bytes");
    return succeeded(call);
  }

  /** "proxy_get_property". */
  public Fetched property(byte[] path) {
    HostContext context = watch.acting("proxy_get_property");
    byte[] value = context == null ? null : Properties.get(vm.sim, context, path);
    return value == null ? Fetched.failed(Status.NOT_FOUND) : Fetched.ok(value);
  }

  /** "proxy_set_property": kept as filter state under {@code wasm.PATH}. */
  public Status setProperty(byte[] path, byte[] value) {
    String call = "proxy_set_property";
    HostContext context = watch.acting(call);
    if (context == null || context.stream == null) {
      return failed(call, text(path), Status.NOT_FOUND);
    }
    vm.sim.quota().write(call, path.length + value.length);
    context.stream.setProperty(text(path), value);
    Supplier<String> shown = Transcript.shown(value);
    trace(() -> call + " " + text(path) + " = " + shown.get());
    return succeeded(call);
  }

  /** "proxy_continue_stream". */
  public Status continueStream(int type) {
    HostContext context = watch.acting("proxy_continue_stream");
    if (type < 0 || type > StreamType.UPSTREAM.wire()) {
      return Status.BAD_ARGUMENT;
    }
    if (context == null) {
      return Status.INTERNAL_FAILURE;
    }
    trace(() -> "proxy_continue_stream " + StreamType.values()[type]);
    if (type <= 1) {
      if (context.http != null) {
        return context.http.continueStream(type == 0 ? Side.REQUEST : Side.RESPONSE);
      }
      return Status.OK;
    }
    if (type == StreamType.UPSTREAM.wire()) {
      return failed("proxy_continue_stream", "UPSTREAM", Status.UNIMPLEMENTED);
    }
    if (context.tcp != null) {
      vm.defer(context.tcp::continueDownstream);
    }
    return Status.OK;
  }

  /** "proxy_close_stream". */
  public Status closeStream(int type) {
    HostContext context = watch.acting("proxy_close_stream");
    if (type < 0 || type > StreamType.UPSTREAM.wire()) {
      return Status.BAD_ARGUMENT;
    }
    if (context == null) {
      return Status.INTERNAL_FAILURE;
    }
    trace(() -> "proxy_close_stream " + StreamType.values()[type]);
    if (type <= 1 && isEnding(context, "proxy_close_stream")) {
      return Status.OK;
    }
    if (type <= 1 && context.http != null) {
      FilterChain chain = context.http.chain();
      vm.defer(() -> chain.reset("wasm_close_stream"));
    } else if (type > 1 && context.tcp != null) {
      vm.defer(() -> context.tcp.close());
    }
    return Status.OK;
  }

  /** Whether the stream is being logged or ended: an answer then is more than Envoy stands. */
  private boolean isEnding(HostContext context, String call) {
    boolean ending = "proxy_on_log".equals(vm.phase) || "proxy_on_done".equals(vm.phase);
    if (ending && context.http != null) {
      fault(
          FaultKind.BREAKS_ENVOY,
          call + ": the stream has ended; Envoy logs it again, in on_log until it dies");
    }
    return ending;
  }

  /** "proxy_send_local_response". */
  public Status sendLocalResponse(
      int status, byte[] details, byte[] body, byte[] headerPairs, int grpcStatus) {
    HostContext context = watch.acting("proxy_send_local_response");
    if (context == null) {
      return Status.INTERNAL_FAILURE;
    }
    watch.reaction();
    Headers headers = Pairs.decode(headerPairs);
    LocalReply reply =
        new LocalReply(
            status,
            text(details).replaceAll("\\s", "_"),
            headers == null ? new Headers() : headers,
            body,
            grpcStatus,
            true);
    Supplier<String> shown = Transcript.shown(body);
    trace(() -> "proxy_send_local_response " + status + " " + shown.get());
    if (isEnding(context, "proxy_send_local_response")) {
      return Status.OK;
    }
    if (vm.stopNext && vm.phase != null && vm.phase.startsWith("proxy_on_response")) {
      fault(
          FaultKind.BREAKS_ENVOY,
          "proxy_send_local_response: twice in one callback of the answer; Envoy resets the stream"
              + " and logs it twice");
    }
    vm.stopNext = true;
    if (context.http != null) {
      FilterChain chain = context.http.chain();
      vm.defer(() -> chain.localReply(reply));
    }
    return Status.OK;
  }

  /** "proxy_http_call". */
  public Token httpCall(
      byte[] cluster, byte[] headerPairs, byte[] body, byte[] trailerPairs, int timeoutMillis) {
    String call = "proxy_http_call";
    HostContext context = watch.acting(call);
    if (context == null) {
      return Token.failed(Status.INTERNAL_FAILURE);
    }
    Headers headers = Pairs.decode(headerPairs);
    Headers trailers = Pairs.decode(trailerPairs);
    String name = text(cluster);
    if (timeoutMillis < 0
        || !vm.sim.hasCluster(name)
        || headers == null
        || !headers.contains(":method")
        || !headers.contains(":path")
        || !headers.contains(":authority")) {
      return Token.failed(failed(call, name, Status.BAD_ARGUMENT));
    }
    if (body.length > 0) {
      headers.set("content-length", String.valueOf(body.length));
    }
    vm.sim.quota().keep(call, headers.byteSize() + body.length + trailerPairs.length);
    HttpCallout callout =
        new HttpCallout(
            vm,
            context.root,
            vm.nextHttpToken(),
            name,
            headers,
            body,
            trailers == null ? new Headers() : trailers,
            Duration.ofMillis(timeoutMillis),
            watch.where());
    trace(() -> call + " " + callout);
    vm.httpCallouts.put(callout.token, callout);
    vm.sim.called(callout);
    succeeded(call);
    return Token.ok(callout.token);
  }

  /** "proxy_grpc_call". */
  public Token grpcCall(
      byte[] cluster,
      byte[] service,
      byte[] method,
      byte[] metadataPairs,
      byte[] message,
      int timeoutMillis) {
    Token token = grpc(cluster, service, method, metadataPairs, false, timeoutMillis);
    if (token.status() == Status.OK) {
      vm.sim.quota().keep("proxy_grpc_call", message.length);
      vm.grpcCallouts.get(token.id()).sent(message, true);
    }
    return token;
  }

  /** "proxy_grpc_stream". */
  public Token grpcStream(byte[] cluster, byte[] service, byte[] method, byte[] metadataPairs) {
    return grpc(cluster, service, method, metadataPairs, true, 0);
  }

  private Token grpc(
      byte[] cluster,
      byte[] service,
      byte[] method,
      byte[] metadataPairs,
      boolean streaming,
      int timeoutMillis) {
    String call = streaming ? "proxy_grpc_stream" : "proxy_grpc_call";
    HostContext context = watch.acting(call);
    if (context == null) {
      return Token.failed(Status.INTERNAL_FAILURE);
    }
    if (!vm.sim.hasCluster(text(cluster))) {
      return Token.failed(failed(call, text(cluster), Status.PARSE_FAILURE));
    }
    vm.sim.quota().keep(call, metadataPairs.length + service.length + method.length);
    Headers metadata = Pairs.decode(metadataPairs);
    GrpcCallout callout =
        new GrpcCallout(
            vm,
            context.root,
            streaming ? vm.nextGrpcStreamToken() : vm.nextGrpcCallToken(),
            text(cluster),
            text(service),
            text(method),
            metadata == null ? new Headers() : metadata,
            streaming,
            Duration.ofMillis(Math.max(0, timeoutMillis)),
            watch.where());
    trace(() -> call + " " + callout);
    vm.grpcCallouts.put(callout.token, callout);
    vm.sim.called(callout);
    succeeded(call);
    return Token.ok(callout.token);
  }

  /** "proxy_grpc_send". */
  public Status grpcSend(int token, byte[] message, boolean endOfStream) {
    if ((token & 3) != 2) {
      return failed("proxy_grpc_send", "token " + token, Status.BAD_ARGUMENT);
    }
    GrpcCallout callout = vm.grpcCallouts.get(token);
    if (callout == null) {
      return failed("proxy_grpc_send", "token " + token, Status.NOT_FOUND);
    }
    vm.sim.quota().keep("proxy_grpc_send", message.length);
    callout.sent(message, endOfStream);
    return Status.OK;
  }

  /** "proxy_grpc_cancel". */
  public Status grpcCancel(int token) {
    return endGrpc("proxy_grpc_cancel", token, true);
  }

  /** "proxy_grpc_close": cancels a call, half-closes a stream. */
  public Status grpcClose(int token) {
    return endGrpc("proxy_grpc_close", token, (token & 3) == 1);
  }

  private Status endGrpc(String call, int token, boolean cancel) {
    if ((token & 3) != 1 && (token & 3) != 2) {
      return failed(call, "token " + token, Status.BAD_ARGUMENT);
    }
    GrpcCallout callout = vm.grpcCallouts.get(token);
    if (callout == null) {
      return failed(call, "token " + token, Status.NOT_FOUND);
    }
    if (cancel) {
      callout.cancelled();
    } else {
      callout.halfClose();
    }
    return Status.OK;
  }

  /** {@code proxy_redis_init}, of Higress's host. */
  public Status redisInit(byte[] cluster) {
    if (!vm.sim.hasCluster(text(cluster))) {
      return failed("proxy_redis_init", text(cluster), Status.BAD_ARGUMENT);
    }
    return Status.OK;
  }

  /** {@code proxy_redis_call}, of Higress's host. */
  public Token redisCall(byte[] cluster, byte[] query) {
    HostContext context = watch.acting("proxy_redis_call");
    if (context == null || !vm.sim.hasCluster(text(cluster))) {
      return Token.failed(failed("proxy_redis_call", text(cluster), Status.BAD_ARGUMENT));
    }
    vm.sim.quota().keep("proxy_redis_call", query.length);
    RedisCallout callout =
        new RedisCallout(
            vm, context.root, vm.nextRedisToken(), text(cluster), query, watch.where());
    trace(() -> "proxy_redis_call " + callout + " " + Transcript.quote(query));
    vm.redisCallouts.put(callout.token, callout);
    vm.sim.called(callout);
    return Token.ok(callout.token);
  }

  /** "proxy_get_status": the code in {@code number}, the text in {@code value}. */
  public Fetched status() {
    HostContext root = vm.acting().root;
    byte[] message = root.statusMessage.getBytes(StandardCharsets.UTF_8);
    return new Fetched(Status.OK, message, root.statusCode);
  }

  /** "proxy_get_shared_data": the version in {@code number}. */
  public Fetched sharedData(byte[] key) {
    return watch.acting("proxy_get_shared_data") == null
        ? Fetched.failed(Status.INTERNAL_FAILURE)
        : vm.sim.shared().get(key);
  }

  /** "proxy_set_shared_data". */
  public Status setSharedData(byte[] key, byte[] value, int cas) {
    if (watch.acting("proxy_set_shared_data") == null) {
      return Status.INTERNAL_FAILURE;
    }
    vm.sim.quota().keep("proxy_set_shared_data", (long) key.length + value.length);
    long before = vm.sim.shared().size(key);
    Status status = vm.sim.shared().set(key, value, cas);
    boolean replaced = status == Status.OK && before > 0;
    if (replaced || status != Status.OK) {
      vm.sim.quota().release(key.length + (replaced ? before : value.length));
    }
    int size = value.length;
    trace(
        () ->
            "proxy_set_shared_data "
                + Transcript.quote(key)
                + ", "
                + size
                + " bytes, cas "
                + cas
                + ": "
                + status);
    return status;
  }

  /** "proxy_register_shared_queue". */
  public Token registerSharedQueue(byte[] name) {
    HostContext context = watch.acting("proxy_register_shared_queue");
    if (context == null) {
      return Token.failed(Status.INTERNAL_FAILURE);
    }
    vm.sim.quota().keep("proxy_register_shared_queue", name.length);
    return Token.ok(vm.sim.shared().registerQueue(vm.sim.vmId(), name, vm, context.root));
  }

  /** "proxy_resolve_shared_queue"; an empty VM id is the caller's own. */
  public Token resolveSharedQueue(byte[] vmId, byte[] name) {
    String id = vmId.length == 0 ? vm.sim.vmId() : text(vmId);
    int token = vm.sim.shared().resolveQueue(id, name);
    return token == 0 ? Token.failed(Status.NOT_FOUND) : Token.ok(token);
  }

  /** "proxy_enqueue_shared_queue". */
  public Status enqueueSharedQueue(int token, byte[] value) {
    SharedStore.Queue queue = vm.sim.shared().queue(token);
    if (queue == null) {
      return failed("proxy_enqueue_shared_queue", "queue " + token, Status.NOT_FOUND);
    }
    vm.sim.quota().keep("proxy_enqueue_shared_queue", value.length);
    queue.values.add(value.clone());
    Vm target = queue.vm;
    HostContext root = queue.root;
    vm.sim.post(
        () -> {
          if (!root.dead) {
            target.invoke(
                root,
                "proxy_on_queue_ready",
                () -> Vm.done(() -> target.guest().onQueueReady(root.id, token)));
          }
        });
    return Status.OK;
  }

  /** "proxy_dequeue_shared_queue". */
  public Fetched dequeueSharedQueue(int token) {
    SharedStore.Queue queue = vm.sim.shared().queue(token);
    if (queue == null) {
      return Fetched.failed(Status.NOT_FOUND);
    }
    byte[] value = queue.values.poll();
    if (value == null) {
      return Fetched.failed(Status.EMPTY);
    }
    vm.sim.quota().release(value.length);
    return Fetched.ok(value);
  }

  /** "proxy_define_metric": a new number each time, the same metric for the same name. */
  public Token defineMetric(int type, byte[] name) {
    if (type < 0 || type > MetricType.HISTOGRAM.wire()) {
      return Token.failed(failed("proxy_define_metric", text(name), Status.BAD_ARGUMENT));
    }
    vm.sim.quota().keep("proxy_define_metric", name.length);
    MetricType kind = MetricType.values()[type];
    Metric metric =
        vm.sim
            .shared()
            .metrics()
            .computeIfAbsent(kind + " " + text(name), key -> new Metric(kind, text(name)));
    int id = vm.nextMetricId(type);
    vm.metricIds.put(id, metric);
    return Token.ok(id);
  }

  /** "proxy_increment_metric": a counter only grows. */
  public Status incrementMetric(int id, long delta) {
    watch.reaction();
    if ((id & 3) == MetricType.HISTOGRAM.wire() || (id & 3) == 3) {
      return failed("proxy_increment_metric", "metric " + id, Status.BAD_ARGUMENT);
    }
    Metric metric = vm.metricIds.get(id);
    if (metric == null) {
      return failed("proxy_increment_metric", "metric " + id, Status.NOT_FOUND);
    }
    if (metric.type() == MetricType.COUNTER && delta <= 0) {
      return failed("proxy_increment_metric", metric.name(), Status.BAD_ARGUMENT);
    }
    metric.add(delta);
    return Status.OK;
  }

  /** "proxy_record_metric": adds to a counter, sets a gauge, records into a histogram. */
  public Status recordMetric(int id, long value) {
    watch.reaction();
    Metric metric = vm.metricIds.get(id);
    if (metric == null) {
      return failed("proxy_record_metric", "metric " + id, Status.NOT_FOUND);
    }
    switch (metric.type()) {
      case COUNTER -> metric.add(value);
      case GAUGE -> metric.set(value);
      case HISTOGRAM -> {
        vm.sim.quota().keep("proxy_record_metric", Long.BYTES);
        metric.record(value);
      }
    }
    return Status.OK;
  }

  /** "proxy_get_metric": 8 bytes little-endian. */
  public Fetched metric(int id) {
    Metric metric = vm.metricIds.get(id);
    if ((id & 3) >= MetricType.HISTOGRAM.wire()) {
      return Fetched.failed(Status.BAD_ARGUMENT);
    }
    return metric == null
        ? Fetched.failed(Status.NOT_FOUND)
        : Fetched.ok(Properties.number(metric.value()));
  }

  /** "proxy_call_foreign_function". */
  public Fetched callForeignFunction(byte[] name, byte[] argument) {
    HostContext context = watch.acting("proxy_call_foreign_function");
    if (context == null) {
      return Fetched.failed(Status.INTERNAL_FAILURE);
    }
    Fetched answer = ForeignFunctions.call(vm.sim, context, text(name), argument);
    trace(() -> "proxy_call_foreign_function " + text(name) + ": " + answer.status());
    return answer;
  }

  private void trace(Supplier<String> text) {
    HostContext context = vm.acting();
    vm.sim.transcript.add(context.stream, vm.worker, () -> "    " + text.get());
  }

  private Status failed(String call, String what, Status status) {
    trace(() -> call + " " + what + ": " + status);
    watch.failed(call, what, status);
    return status;
  }

  private Status succeeded(String call) {
    watch.succeeded(call);
    return Status.OK;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
