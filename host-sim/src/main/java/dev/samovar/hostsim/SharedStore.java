package dev.samovar.hostsim;

import dev.samovar.proxywasm.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the VMs of one process share: data with versions, queues, metrics.
 *
 * <p>proxy-wasm ABI 0.2.1, "Shared key-value store", "Shared queues", "Metrics".
 */
final class SharedStore {
  private final Map<String, Value> data = new TreeMap<>();
  private final Map<String, Integer> queueTokens = new HashMap<>();
  private final Map<Integer, Queue> queues = new HashMap<>();
  private final Map<String, Metric> metrics = new TreeMap<>();
  private int lastCas;
  private int lastQueue;

  private record Value(byte[] bytes, int cas) {}

  /** One queue and the root that is told of news: the last that registered. */
  static final class Queue {
    final Deque<byte[]> values = new ArrayDeque<>();
    Vm vm;
    HostContext root;
  }

  Fetched get(byte[] key) {
    Value value = data.get(text(key));
    return value == null
        ? Fetched.failed(Status.NOT_FOUND)
        : new Fetched(Status.OK, value.bytes().clone(), value.cas());
  }

  /** Bytes of a value, 0 where there is none. */
  long size(byte[] key) {
    Value value = data.get(text(key));
    return value == null ? 0 : value.bytes().length;
  }

  Status set(byte[] key, byte[] bytes, int cas) {
    Value old = data.get(text(key));
    if (old != null && cas != 0 && cas != old.cas()) {
      return Status.CAS_MISMATCH;
    }
    data.put(text(key), new Value(bytes.clone(), ++lastCas));
    return Status.OK;
  }

  int registerQueue(String vmId, byte[] name, Vm vm, HostContext root) {
    int token = queueTokens.computeIfAbsent(vmId + '\0' + text(name), key -> ++lastQueue);
    Queue queue = queues.computeIfAbsent(token, key -> new Queue());
    queue.vm = vm;
    queue.root = root;
    return token;
  }

  /** The token, or 0. */
  int resolveQueue(String vmId, byte[] name) {
    return queueTokens.getOrDefault(vmId + '\0' + text(name), 0);
  }

  Queue queue(int token) {
    return queues.get(token);
  }

  Map<String, Metric> metrics() {
    return metrics;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
