package dev.samovar.proxywasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Longer than most files because the barrier is proven for each callback of the ABI. */
class DispatcherTest {
  private static final int ROOT = 1;
  private static final int STREAM = 2;
  private static final int CONNECTION = 3;

  private final RecordingHost recording = new RecordingHost();
  private final Host host = recording.host();
  private final List<String> seen = new ArrayList<>();
  private final TestVm vm = new TestVm();
  private final Dispatcher dispatcher = new Dispatcher(host, vm);

  /** Name of the callback that throws, or of all: "*". */
  private String throwing = "";

  private Supplier<Action> action = () -> Action.CONTINUE;
  private boolean tcp;

  private void reached(String callback) {
    seen.add(callback);
    if (throwing.equals("*") || throwing.equals(callback)) {
      throw new IllegalStateException(callback + " broke");
    }
  }

  private final class TestVm implements VmContext {
    private final List<String> panics = new ArrayList<>();
    private RootContext root;
    private final List<StreamContext> streams = new ArrayList<>();

    @Override
    public boolean onVmStart(Host given, int size) {
      reached("vmStart " + size);
      return true;
    }

    @Override
    public RootContext createRootContext(Host given) {
      reached("createRoot");
      root = new TestRoot(given);
      return root;
    }

    @Override
    public void onPanic(Host given, String callback, int contextId, Throwable cause) {
      panics.add(callback + " " + contextId);
      reached("onPanic");
    }
  }

  private final class TestRoot extends RootContext {
    TestRoot(Host host) {
      super(host);
    }

    @Override
    public boolean onConfigure(int size) {
      reached("configure " + size);
      return true;
    }

    @Override
    public void onTick() {
      reached("tick");
    }

    @Override
    public void onQueueReady(int token) {
      reached("queue " + token);
    }

    @Override
    public void onGrpcInitialMetadata(int token, int headers) {
      reached("grpcInitial " + token);
    }

    @Override
    public void onGrpcMessage(int token, int size) {
      reached("grpcMessage " + token);
    }

    @Override
    public void onGrpcTrailingMetadata(int token, int trailers) {
      reached("grpcTrailing " + token);
    }

    @Override
    public void onGrpcClose(int token, int status) {
      reached("grpcClose " + token);
    }

    @Override
    public void onForeignFunction(int function, int size) {
      reached("foreign " + function);
    }

    @Override
    public boolean onDone() {
      reached("done");
      return false;
    }

    @Override
    public void onDelete() {
      reached("delete");
    }

    @Override
    public StreamContext createStreamContext() {
      reached("createStream");
      StreamContext stream = tcp ? new TestTcp(host()) : new TestHttp(host());
      vm.streams.add(stream);
      return stream;
    }
  }

  private final class TestHttp extends HttpContext {
    TestHttp(Host host) {
      super(host);
    }

    @Override
    public Action onRequestHeaders(int headers, boolean end) {
      reached("requestHeaders " + headers + " " + end);
      return action.get();
    }

    @Override
    public Action onRequestBody(int size, boolean end) {
      reached("requestBody " + size + " " + end);
      return action.get();
    }

    @Override
    public Action onRequestTrailers(int trailers) {
      reached("requestTrailers " + trailers);
      return action.get();
    }

    @Override
    public Action onResponseHeaders(int headers, boolean end) {
      reached("responseHeaders " + headers + " " + end);
      return action.get();
    }

    @Override
    public Action onResponseBody(int size, boolean end) {
      reached("responseBody " + size + " " + end);
      return action.get();
    }

    @Override
    public Action onResponseTrailers(int trailers) {
      reached("responseTrailers " + trailers);
      return action.get();
    }

    @Override
    public void onForeignFunction(int function, int size) {
      reached("foreign " + function);
    }

    @Override
    public boolean onDone() {
      reached("done");
      return false;
    }

    @Override
    public void onLog() {
      reached("log");
    }

    @Override
    public void onDelete() {
      reached("delete");
    }
  }

  private final class TestTcp extends TcpContext {
    TestTcp(Host host) {
      super(host);
    }

    @Override
    public Action onNewConnection() {
      reached("newConnection");
      return action.get();
    }

    @Override
    public Action onDownstreamData(int size, boolean end) {
      reached("downstreamData " + size + " " + end);
      return action.get();
    }

    @Override
    public void onDownstreamClose(PeerType peer) {
      reached("downstreamClose " + peer);
    }

    @Override
    public Action onUpstreamData(int size, boolean end) {
      reached("upstreamData " + size + " " + end);
      return action.get();
    }

    @Override
    public void onUpstreamClose(PeerType peer) {
      reached("upstreamClose " + peer);
    }
  }

  @BeforeEach
  void begin() {
    dispatcher.onContextCreate(ROOT, 0);
    dispatcher.onContextCreate(STREAM, ROOT);
    tcp = true;
    dispatcher.onContextCreate(CONNECTION, ROOT);
    tcp = false;
    seen.clear();
    recording.calls();
  }

  private HttpContext stream() {
    return (HttpContext) vm.streams.get(0);
  }

  /** Every callback, by the name that the contexts above give it. */
  private Map<String, Supplier<Object>> callbacks() {
    Map<String, Supplier<Object>> out = new TreeMap<>();
    out.put("vmStart 7", () -> dispatcher.onVmStart(0, 7));
    out.put("configure 8", () -> dispatcher.onConfigure(ROOT, 8));
    out.put("tick", run(() -> dispatcher.onTick(ROOT)));
    out.put("queue 9", run(() -> dispatcher.onQueueReady(ROOT, 9)));
    out.put("grpcInitial 4", run(() -> dispatcher.onGrpcInitialMetadata(ROOT, 4, 1)));
    out.put("grpcMessage 5", run(() -> dispatcher.onGrpcMessage(ROOT, 5, 1)));
    out.put("grpcTrailing 6", run(() -> dispatcher.onGrpcTrailingMetadata(ROOT, 6, 1)));
    out.put("grpcClose 7", run(() -> dispatcher.onGrpcClose(ROOT, 7, 1)));
    out.put("requestHeaders 3 true", () -> dispatcher.onRequestHeaders(STREAM, 3, true));
    out.put("requestBody 4 false", () -> dispatcher.onRequestBody(STREAM, 4, false));
    out.put("requestTrailers 5", () -> dispatcher.onRequestTrailers(STREAM, 5));
    out.put("responseHeaders 6 false", () -> dispatcher.onResponseHeaders(STREAM, 6, false));
    out.put("responseBody 7 true", () -> dispatcher.onResponseBody(STREAM, 7, true));
    out.put("responseTrailers 8", () -> dispatcher.onResponseTrailers(STREAM, 8));
    out.put("foreign 1", run(() -> dispatcher.onForeignFunction(STREAM, 1, 2)));
    out.put("log", run(() -> dispatcher.onLog(STREAM)));
    out.put("done", () -> dispatcher.onDone(STREAM));
    out.put("newConnection", () -> dispatcher.onNewConnection(CONNECTION));
    out.put("downstreamData 1 true", () -> dispatcher.onDownstreamData(CONNECTION, 1, true));
    out.put("downstreamClose REMOTE", run(() -> dispatcher.onDownstreamClose(CONNECTION, 2)));
    out.put("upstreamData 2 false", () -> dispatcher.onUpstreamData(CONNECTION, 2, false));
    out.put("upstreamClose UNKNOWN", run(() -> dispatcher.onUpstreamClose(CONNECTION, 99)));
    return out;
  }

  private static Supplier<Object> run(Runnable callback) {
    return () -> {
      callback.run();
      return null;
    };
  }

  @Test
  void everyCallbackReachesItsContextAndItsAnswerComesBack() {
    action = () -> Action.PAUSE;
    callbacks()
        .forEach(
            (name, callback) -> {
              Object answer = callback.get();
              assertThat(seen).containsExactly(name);
              seen.clear();
              if (answer instanceof Action) {
                assertThat(answer).as(name).isEqualTo(Action.PAUSE);
              } else if (answer != null) {
                assertThat(answer).as(name).isEqualTo(!name.equals("done"));
              }
            });
    assertThat(dispatcher.panics()).isZero();
  }

  @Test
  void anExceptionNeverLeavesACallbackAndLetsTheStreamPass() {
    action = () -> Action.PAUSE;
    int panics = 0;
    for (String name : callbacks().keySet()) {
      DispatcherTest fresh = new DispatcherTest();
      fresh.begin();
      fresh.action = action;
      fresh.throwing = name;
      Object answer = fresh.callbacks().get(name).get();
      assertThat(fresh.dispatcher.panics()).as(name).isEqualTo(1);
      assertThat(fresh.vm.panics).as(name).hasSize(1);
      assertThat(fresh.recording.calls())
          .as(name)
          .hasSize(1)
          .allMatch(call -> call.startsWith("log(CRITICAL, proxy_on_"))
          .allMatch(call -> call.endsWith(name + " broke)"));
      if (answer instanceof Action) {
        assertThat(answer).as(name).isEqualTo(Action.CONTINUE);
      } else if (answer != null) {
        assertThat(answer).as(name).isEqualTo(name.equals("done"));
      }
      panics++;
    }
    assertThat(panics).isEqualTo(22);
  }

  @Test
  void errorsOfTheMachineAreStoppedToo() {
    for (Error error :
        List.of(new StackOverflowError(), new OutOfMemoryError(), new AssertionError())) {
      action =
          () -> {
            throw error;
          };
      dispatcher.onContextCreate(20, ROOT);
      assertThat(dispatcher.onRequestHeaders(20, 1, false)).isEqualTo(Action.CONTINUE);
      dispatcher.onDelete(20);
    }
    assertThat(dispatcher.panics()).isEqualTo(3);
  }

  @Test
  void anActionOfNullIsTheFiltersErrorAndContinues() {
    action = () -> null;
    assertThat(dispatcher.onRequestHeaders(STREAM, 1, false)).isEqualTo(Action.CONTINUE);
    assertThat(dispatcher.onNewConnection(CONNECTION)).isEqualTo(Action.CONTINUE);
    assertThat(vm.panics)
        .containsExactly("proxy_on_request_headers 2", "proxy_on_new_connection 3");
  }

  @Test
  void aFailedStreamPassesAndIsToldOfItsEnd() {
    throwing = "requestHeaders 1 false";
    action = () -> Action.PAUSE;
    dispatcher.onRequestHeaders(STREAM, 1, false);
    throwing = "";
    seen.clear();
    assertThat(dispatcher.onRequestBody(STREAM, 9, true)).isEqualTo(Action.CONTINUE);
    assertThat(dispatcher.onRequestTrailers(STREAM, 1)).isEqualTo(Action.CONTINUE);
    assertThat(dispatcher.onResponseHeaders(STREAM, 1, false)).isEqualTo(Action.CONTINUE);
    assertThat(dispatcher.onResponseBody(STREAM, 1, true)).isEqualTo(Action.CONTINUE);
    assertThat(dispatcher.onResponseTrailers(STREAM, 1)).isEqualTo(Action.CONTINUE);
    dispatcher.onForeignFunction(STREAM, 1, 0);
    assertThat(seen).isEmpty();
    assertThat(dispatcher.onDone(STREAM)).isFalse();
    dispatcher.onLog(STREAM);
    dispatcher.onDelete(STREAM);
    assertThat(seen).containsExactly("done", "log", "delete");
  }

  @Test
  void anotherStreamWithTheNumberOfAFailedOneIsNotFailed() {
    throwing = "requestHeaders 1 false";
    dispatcher.onRequestHeaders(STREAM, 1, false);
    dispatcher.onDelete(STREAM);
    dispatcher.onContextCreate(STREAM, ROOT);
    seen.clear();
    dispatcher.onRequestHeaders(STREAM, 2, true);
    assertThat(seen).containsExactly("requestHeaders 2 true");
  }

  @Test
  void aFailedRootGoesOn() {
    throwing = "tick";
    dispatcher.onTick(ROOT);
    throwing = "";
    seen.clear();
    dispatcher.onTick(ROOT);
    dispatcher.onContextCreate(30, ROOT);
    assertThat(seen).containsExactly("tick", "createStream");
  }

  @Test
  void theBarrierHoldsWhenLogAndPanicListenerBreakToo() {
    recording.breakCall("log");
    throwing = "*";
    for (Supplier<Object> callback : callbacks().values()) {
      callback.get();
    }
    recording.breakCall("");
    for (Supplier<Object> callback : callbacks().values()) {
      callback.get();
    }
    assertThat(dispatcher.panics()).isGreaterThan(22);
  }

  @Test
  void thePanicLineHoldsPrintableAsciiOnly() {
    action =
        () -> {
          throw new IllegalStateException("client sent\r\n[critical] é\u0007");
        };
    dispatcher.onRequestHeaders(STREAM, 1, false);
    assertThat(recording.calls())
        .containsExactly(
            "log(CRITICAL, proxy_on_request_headers: context 2:"
                + " java.lang.IllegalStateException: client sent??[critical] ??)");
  }

  @Test
  void afterAHundredPanicsTheLogIsSparedButTheCountGoesOn() {
    throwing = "tick";
    for (int i = 0; i < 250; i++) {
      dispatcher.onTick(ROOT);
    }
    assertThat(recording.calls()).hasSize(100);
    assertThat(dispatcher.panics()).isEqualTo(250);
    assertThat(vm.panics).hasSize(250);
  }

  @Test
  void unknownNumbersAreLetPass() {
    for (int id : new int[] {0, -1, 99, Integer.MAX_VALUE, Integer.MIN_VALUE, ROOT}) {
      assertThat(dispatcher.onRequestHeaders(id, 1, true)).isEqualTo(Action.CONTINUE);
      assertThat(dispatcher.onNewConnection(id)).isEqualTo(Action.CONTINUE);
    }
    for (int id : new int[] {0, -1, 99, STREAM, CONNECTION}) {
      assertThat(dispatcher.onConfigure(id, 1)).isFalse();
      dispatcher.onTick(id);
      dispatcher.onQueueReady(id, 1);
      dispatcher.onGrpcClose(id, 1, 1);
    }
    for (int id : new int[] {0, -1, 99}) {
      assertThat(dispatcher.onDone(id)).isTrue();
      dispatcher.onLog(id);
      dispatcher.onDelete(id);
      dispatcher.onForeignFunction(id, 1, 1);
      dispatcher.onHttpCallResponse(id, 12345, 1, 1, 0);
    }
    dispatcher.onContextCreate(40, 99);
    dispatcher.onContextCreate(41, STREAM);
    assertThat(seen).isEmpty();
    assertThat(dispatcher.panics()).isZero();
    assertThat(dispatcher.liveContexts()).isEqualTo(3);
  }

  @Test
  void aHttpCallbackOnAConnectionAndTheOtherWayRoundAreLetPass() {
    assertThat(dispatcher.onRequestHeaders(CONNECTION, 1, true)).isEqualTo(Action.CONTINUE);
    assertThat(dispatcher.onUpstreamData(STREAM, 1, true)).isEqualTo(Action.CONTINUE);
    dispatcher.onDownstreamClose(STREAM, 1);
    assertThat(seen).isEmpty();
  }

  @Test
  void aContextThatCannotBeMadeIsLetPass() {
    throwing = "createStream";
    dispatcher.onContextCreate(50, ROOT);
    assertThat(dispatcher.onRequestHeaders(50, 1, true)).isEqualTo(Action.CONTINUE);
    dispatcher.onDelete(50);
    throwing = "createRoot";
    dispatcher.onContextCreate(60, 0);
    assertThat(dispatcher.onConfigure(60, 1)).isFalse();
    assertThat(dispatcher.panics()).isEqualTo(2);
    assertThat(dispatcher.liveContexts()).isEqualTo(3);
  }

  private Status call(Context owner, int token, String name) {
    recording.tokens(() -> token);
    Status status =
        owner.httpCall(
            new byte[] {'c'},
            HeaderPairs.of(":method", "GET"),
            null,
            1000,
            (headers, size, trailers) ->
                reached(name + " " + headers + " " + size + " " + trailers));
    recording.calls();
    return status;
  }

  @Test
  void answersGoToWhoAskedInWhateverOrderTheyCome() {
    call(stream(), 4, "first");
    call(stream(), 8, "second");
    call(vm.root, 12, "third");
    assertThat(dispatcher.pendingCallouts()).isEqualTo(3);
    dispatcher.onHttpCallResponse(ROOT, 12, 1, 2, 3);
    dispatcher.onHttpCallResponse(ROOT, 4, 0, 0, 0);
    dispatcher.onHttpCallResponse(ROOT, 8, 5, 6, 7);
    assertThat(seen).containsExactly("third 1 2 3", "first 0 0 0", "second 5 6 7");
    assertThat(recording.calls())
        .as("the stream's answers come through the root")
        .containsExactly("setEffectiveContext(2)", "setEffectiveContext(2)");
    assertThat(dispatcher.pendingCallouts()).isZero();
  }

  @Test
  void anAnswerGivenTwiceOrToNobodyIsIgnored() {
    call(stream(), 4, "first");
    dispatcher.onHttpCallResponse(ROOT, 8, 1, 1, 1);
    dispatcher.onHttpCallResponse(ROOT, 4, 1, 1, 1);
    dispatcher.onHttpCallResponse(ROOT, 4, 1, 1, 1);
    assertThat(seen).containsExactly("first 1 1 1");
  }

  @Test
  void anAnswerAfterTheStreamIsGoneIsDropped() {
    call(stream(), 4, "late");
    dispatcher.onDelete(STREAM);
    seen.clear();
    dispatcher.onContextCreate(STREAM, ROOT);
    seen.clear();
    dispatcher.onHttpCallResponse(ROOT, 4, 1, 1, 1);
    assertThat(seen).as("not even to another stream of that number").isEmpty();
    assertThat(recording.calls()).isEmpty();
    assertThat(dispatcher.pendingCallouts()).isZero();
  }

  @Test
  void anAnswerToAFailedStreamIsDropped() {
    call(stream(), 4, "late");
    throwing = "requestHeaders 1 false";
    dispatcher.onRequestHeaders(STREAM, 1, false);
    seen.clear();
    dispatcher.onHttpCallResponse(ROOT, 4, 1, 1, 1);
    assertThat(seen).isEmpty();
    assertThat(dispatcher.pendingCallouts()).isZero();
  }

  @Test
  void aPausedStreamWhoseCalloutBreaksIsResumedInTheDirectionThatIsPaused() {
    action = () -> Action.PAUSE;
    dispatcher.onRequestHeaders(STREAM, 1, false);
    breakCallout(stream());
    assertThat(resumed()).containsExactly("continueStream(HTTP_REQUEST)");

    dispatcher.onContextCreate(70, ROOT);
    dispatcher.onResponseHeaders(70, 1, false);
    breakCallout(vm.streams.get(2));
    assertThat(resumed()).containsExactly("continueStream(HTTP_RESPONSE)");

    dispatcher.onUpstreamData(CONNECTION, 1, false);
    dispatcher.onNewConnection(CONNECTION);
    breakCallout(vm.streams.get(1));
    assertThat(resumed()).containsExactly("continueStream(DOWNSTREAM)", "continueStream(UPSTREAM)");
  }

  @Test
  void aStreamThatIsNotPausedIsNotResumed() {
    action = () -> Action.PAUSE;
    dispatcher.onRequestHeaders(STREAM, 1, false);
    action = () -> Action.CONTINUE;
    dispatcher.onRequestBody(STREAM, 1, true);
    breakCallout(stream());
    assertThat(resumed()).isEmpty();
  }

  @Test
  void aRootWhoseCalloutBreaksResumesNothing() {
    breakCallout(vm.root);
    assertThat(resumed()).isEmpty();
    dispatcher.onTick(ROOT);
    assertThat(seen).as("and goes on").contains("tick");
  }

  @Test
  void aStreamThatCannotBeResumedIsCountedAndNothingMore() {
    action = () -> Action.PAUSE;
    dispatcher.onRequestHeaders(STREAM, 1, false);
    recording.breakCall("continueStream");
    breakCallout(stream());
    assertThat(dispatcher.panics()).isEqualTo(2);
  }

  private void breakCallout(Context owner) {
    call(owner, 4, "broken");
    throwing = "broken 1 1 1";
    dispatcher.onHttpCallResponse(ROOT, 4, 1, 1, 1);
    throwing = "";
  }

  private List<String> resumed() {
    return recording.calls().stream().filter(call -> call.startsWith("continueStream")).toList();
  }

  @Test
  void aCallThatCannotStartSaysWhyAndIsNotAwaited() {
    for (Status status : Status.values()) {
      if (status != Status.OK) {
        assertThat(call(stream(), -status.wire(), "never")).isEqualTo(status);
      }
    }
    assertThat(dispatcher.pendingCallouts()).isZero();
  }

  @Test
  void tokensPastHalfTheirRangeAreTokensStill() {
    for (int token : new int[] {0, Integer.MAX_VALUE, Integer.MIN_VALUE, -4_000, -16}) {
      assertThat(call(stream(), token, "t" + token)).isEqualTo(Status.OK);
      dispatcher.onHttpCallResponse(ROOT, token, 1, 2, 3);
      assertThat(seen).contains("t" + token + " 1 2 3");
    }
  }

  @Test
  void calloutsOfARootThatGoesAreForgottenAndThoseOfOthersAreNot() {
    dispatcher.onContextCreate(80, 0);
    call(vm.root, 4, "other's");
    dispatcher.onContextCreate(81, 80);
    call(vm.streams.get(2), 8, "its stream's");
    call(stream(), 12, "alive");
    dispatcher.onDelete(81);
    dispatcher.onDelete(80);
    assertThat(dispatcher.pendingCallouts()).isEqualTo(1);
    dispatcher.onHttpCallResponse(ROOT, 12, 1, 1, 1);
    assertThat(seen).contains("alive 1 1 1");
  }

  @Test
  void aThousandReloadsLeaveNothingBehind() {
    for (int i = 0; i < 1000; i++) {
      int id = 100 + i;
      dispatcher.onContextCreate(id, 0);
      call(vm.root, 4 * i, "never answered");
      dispatcher.onDone(id);
      dispatcher.onDelete(id);
    }
    assertThat(dispatcher.liveContexts()).isEqualTo(3);
    assertThat(dispatcher.pendingCallouts()).isZero();
  }

  @Test
  void deletingTwiceOrABrokenDeleteLeavesNothing() {
    throwing = "delete";
    dispatcher.onDelete(STREAM);
    dispatcher.onDelete(STREAM);
    assertThat(dispatcher.panics()).isEqualTo(1);
    assertThat(dispatcher.liveContexts()).isEqualTo(2);
  }

  @Test
  void aContextKnowsItsNumberOnceItIsMade() {
    assertThat(vm.root.id()).isEqualTo(ROOT);
    assertThat(stream().id()).isEqualTo(STREAM);
  }

  @Test
  void callbacksThatAreNotOverriddenLetEverythingPass() {
    Dispatcher plain =
        new Dispatcher(
            host,
            given ->
                new RootContext(given) {
                  @Override
                  public StreamContext createStreamContext() {
                    return new HttpContext(given) {};
                  }
                });
    plain.onContextCreate(1, 0);
    plain.onContextCreate(2, 1);
    assertThat(plain.onVmStart(0, 0)).isTrue();
    assertThat(plain.onConfigure(1, 0)).isTrue();
    assertThat(plain.onRequestHeaders(2, 1, true)).isEqualTo(Action.CONTINUE);
    assertThat(plain.onResponseTrailers(2, 1)).isEqualTo(Action.CONTINUE);
    assertThat(plain.onDone(2)).isTrue();
    plain.onLog(2);
    plain.onDelete(2);
    assertThat(plain.panics()).isZero();
  }
}
