package dev.samovar.hostsim.probe;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.VmContext;

/**
 * A filter that follows a script: {@code phase=op,op;phase=op}. Streams find theirs in the header
 * {@code x-script}, roots in their configuration. Everything that it sees becomes a log line that
 * begins with {@code T|}, so that two hosts can be compared line by line.
 *
 * <p>Phases of a stream: {@code rh rb rt sh sb st cb log done}; of a root: {@code cfg tick queue cb
 * done}. An op after {@code ?} runs only at the end of the stream, one after {@code !} only before
 * it.
 */
public final class Probe implements VmContext {
  int roots;

  @Override
  public boolean onVmStart(Host host, int configurationSize) {
    Script.line(host, "vm-start " + configurationSize);
    return true;
  }

  @Override
  public RootContext createRootContext(Host host) {
    return new ProbeRoot(host, this, ++roots);
  }
}
