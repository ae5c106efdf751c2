package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;

/** One Redis call of a guest, on Higress's host ({@code proxy_redis_call}). */
public final class RedisCallout {
  final HostContext root;
  final int token;
  byte[] response;

  private final Vm vm;
  private final String cluster;
  private final byte[] query;
  private final String origin;
  private boolean pending = true;
  private boolean meant;

  RedisCallout(Vm vm, HostContext root, int token, String cluster, byte[] query, String origin) {
    this.vm = vm;
    this.root = root;
    this.token = token;
    this.cluster = cluster;
    this.query = query;
    this.origin = origin;
  }

  /** The cluster that is called. */
  public String cluster() {
    return cluster;
  }

  /** The query in RESP, as text. */
  public String query() {
    return new String(query, StandardCharsets.UTF_8);
  }

  /** Whether it is unanswered. */
  public boolean isPending() {
    return pending;
  }

  /** Answers with RESP, for example {@code "$2\r\n90\r\n"}. */
  public void answer(String resp) {
    deliver(0, resp.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends it with an error of the host (1 and above). */
  public void fail(int status) {
    deliver(status, new byte[0]);
  }

  /** Says that the test means to leave it unanswered. */
  public void leave() {
    meant = true;
  }

  private void deliver(int status, byte[] bytes) {
    if (!pending) {
      throw new IllegalStateException("answer: " + this + " has been answered");
    }
    pending = false;
    vm.redisCallouts.remove(token);
    vm.sim.operation(
        () -> {
          response = bytes;
          vm.calls.delivering(this);
          vm.invoke(
              root,
              "proxy_on_redis_call_response",
              () ->
                  Vm.done(
                      () -> vm.guest().onRedisCallResponse(root.id, token, status, bytes.length)));
          vm.calls.delivering((RedisCallout) null);
          response = null;
        });
  }

  boolean isForgotten() {
    return pending && !meant && !vm.isFailed();
  }

  String origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "Redis callout " + token + " to " + cluster;
  }
}
