package dev.samovar.hostsim;

/**
 * The proxy's side of one context: the VM's own (id 0), a root or a stream.
 *
 * <p>proxy-wasm ABI 0.2.1, "Contexts".
 */
final class HostContext {
  final int id;
  final Plugin plugin;
  final HostContext root;
  final HttpFilter http;
  final TcpFilter tcp;
  final Stream stream;

  boolean created;
  boolean dead;

  /** A root whose {@code proxy_on_done} answered false, until {@code proxy_done}. */
  boolean pendingDone;

  /** Streams that hold a root alive. */
  int streams;

  /** The root's configuration was replaced; it ends with its last stream. */
  boolean replaced;

  int tickMillis;
  VirtualClock.Timer tick;
  int statusCode;
  String statusMessage = "";

  private HostContext(
      int id, Plugin plugin, HostContext root, HttpFilter http, TcpFilter tcp, Stream stream) {
    this.id = id;
    this.plugin = plugin;
    this.root = root == null ? this : root;
    this.http = http;
    this.tcp = tcp;
    this.stream = stream;
  }

  static HostContext vm() {
    return new HostContext(0, null, null, null, null, null);
  }

  static HostContext root(int id, Plugin plugin) {
    return new HostContext(id, plugin, null, null, null, null);
  }

  static HostContext http(int id, HostContext root, HttpFilter http, Stream stream) {
    return new HostContext(id, root.plugin, root, http, null, stream);
  }

  static HostContext tcp(int id, HostContext root, TcpFilter tcp) {
    return new HostContext(id, root.plugin, root, null, tcp, null);
  }

  boolean isRoot() {
    return root == this;
  }

  String describe() {
    if (id == 0) {
      return "the VM's context";
    }
    return (isRoot() ? "root context " : "context ") + id;
  }
}
