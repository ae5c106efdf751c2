package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One HTTP call that the guest made.
 *
 * <p>proxy-wasm ABI 0.2.1, "proxy_http_call".
 */
public final class HttpCallout {
  final HostContext root;
  final int token;
  Answer delivering;

  private final Vm vm;
  private final String cluster;
  private final Headers headers;
  private final byte[] body;
  private final Headers trailers;
  private final Duration timeout;
  private final String origin;
  private VirtualClock.Timer deadline;
  private State state = State.PENDING;
  private boolean meant;

  private enum State {
    PENDING,
    ANSWERED,
    CANCELLED
  }

  HttpCallout(
      Vm vm,
      HostContext root,
      int token,
      String cluster,
      Headers headers,
      byte[] body,
      Headers trailers,
      Duration timeout,
      String origin) {
    this.vm = vm;
    this.root = root;
    this.token = token;
    this.cluster = cluster;
    this.headers = headers;
    this.body = body;
    this.trailers = trailers;
    this.timeout = timeout;
    this.origin = origin;
    if (!timeout.isZero()) {
      deadline = vm.sim.clock.at(timeout, () -> deliver(Answer.timedOut()));
    }
  }

  /** The cluster that is called. */
  public String cluster() {
    return cluster;
  }

  /** The request's headers. */
  public Headers headers() {
    return headers;
  }

  /** The request's path. */
  public String path() {
    return headers.get(":path");
  }

  /** The request's body. */
  public byte[] bytes() {
    return body.clone();
  }

  /** The request's body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The request's trailers, may be empty. */
  public Headers trailers() {
    return trailers;
  }

  /** How long the guest waits; zero is for ever. */
  public Duration timeout() {
    return timeout;
  }

  /** Whether neither an answer nor its end has come. */
  public boolean isPending() {
    return state == State.PENDING;
  }

  /** Whether its plugin went away before an answer came. */
  public boolean isCancelled() {
    return state == State.CANCELLED;
  }

  /** Answers; {@code IllegalStateException} where that was done already. */
  public void answer(Answer answer) {
    if (state != State.PENDING) {
      throw new IllegalStateException("answer: " + this + " is " + state);
    }
    vm.sim.operation(() -> schedule(answer));
  }

  /** Answers with a status, a body as UTF-8 and headers. */
  public void answer(int status, String body, String... headers) {
    answer(Answer.of(status, body, headers));
  }

  /** Breaks the call off. */
  public void fail() {
    answer(Answer.fail());
  }

  /** Says that the test means to leave it unanswered. */
  public void leave() {
    meant = true;
  }

  void schedule(Answer answer) {
    if (answer.kind == Answer.Kind.NEVER) {
      meant = true;
    } else if (answer.delay.isZero()) {
      deliver(answer);
    } else {
      vm.sim.clock.at(answer.delay, () -> deliver(answer));
      meant = true;
    }
  }

  private void deliver(Answer answer) {
    if (state != State.PENDING) {
      return;
    }
    state = State.ANSWERED;
    stopDeadline();
    vm.httpCallouts.remove(token);
    boolean failed = answer.kind == Answer.Kind.FAIL;
    int count = failed ? 0 : answer.headers.size();
    int trailerCount = failed || answer.trailers == null ? 0 : answer.trailers.size();
    vm.sim.transcript.add(
        null,
        vm.worker,
        () -> "callout " + cluster + " " + (failed ? "fails" : "answers " + answer.headers));
    root.statusCode = failed ? 11 : 0;
    root.statusMessage = failed ? "reset" : "";
    delivering = failed ? null : answer;
    vm.calls.delivering(this);
    vm.invoke(
        root,
        "proxy_on_http_call_response",
        () ->
            Vm.done(
                () ->
                    vm.guest()
                        .onHttpCallResponse(
                            root.id, token, count, failed ? 0 : answer.body.length, trailerCount)));
    vm.calls.delivering((HttpCallout) null);
    delivering = null;
    root.statusMessage = "";
  }

  void cancelled() {
    if (state == State.PENDING) {
      state = State.CANCELLED;
      stopDeadline();
      vm.httpCallouts.remove(token);
    }
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /** Whether the end of the test finds it forgotten. */
  boolean isForgotten() {
    return state == State.PENDING && !meant && !vm.isFailed();
  }

  String origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "callout " + token + " to " + cluster + " " + headers.get(":path");
  }
}
