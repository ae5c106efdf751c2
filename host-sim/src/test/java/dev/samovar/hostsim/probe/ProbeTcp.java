package dev.samovar.hostsim.probe;

import dev.samovar.proxywasm.Action;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.PeerType;
import dev.samovar.proxywasm.TcpContext;

/** A TCP context that holds bytes until there are four, and upper-cases nothing. */
final class ProbeTcp extends TcpContext {
  ProbeTcp(Host host) {
    super(host);
  }

  @Override
  public Action onNewConnection() {
    Script.line(host(), "connect");
    return Action.CONTINUE;
  }

  @Override
  public Action onDownstreamData(int size, boolean endOfStream) {
    Script.line(host(), "down " + size + " " + endOfStream);
    if (size < 4 && !endOfStream) {
      return Action.PAUSE;
    }
    byte[] mark = Script.bytes("!");
    host().writeBuffer(BufferType.DOWNSTREAM_DATA, size, 0, mark, 0, 1);
    return Action.CONTINUE;
  }

  @Override
  public Action onUpstreamData(int size, boolean endOfStream) {
    Script.line(host(), "up " + size + " " + endOfStream);
    return Action.CONTINUE;
  }

  @Override
  public void onDownstreamClose(PeerType peer) {
    Script.line(host(), "down-close " + peer);
  }

  @Override
  public boolean onDone() {
    Script.line(host(), "tcp-done");
    return true;
  }

  @Override
  public void onLog() {
    Script.line(host(), "tcp-log");
  }

  @Override
  public void onDelete() {
    Script.line(host(), "tcp-delete");
  }
}
