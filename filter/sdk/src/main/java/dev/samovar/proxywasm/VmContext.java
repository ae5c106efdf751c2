package dev.samovar.proxywasm;

/**
 * What a filter's author writes first: one object a VM, whose fields are the state that all of its
 * plugins and streams share.
 *
 * <p>It is made before the host allows any call: its constructor and field initialisers must not
 * use the {@link Host}.
 */
public interface VmContext {

  /**
   * Called once, before any root is configured ({@code proxy_on_vm_start}).
   *
   * @param configurationSize bytes of {@link BufferType#VM_CONFIGURATION}
   * @return false refuses to start
   */
  default boolean onVmStart(Host host, int configurationSize) {
    return true;
  }

  /** Makes the context of one configured plugin; never null. */
  RootContext createRootContext(Host host);

  /**
   * Told of an exception that left a callback; the stream goes on untouched.
   *
   * @param callback name of the ABI callback
   */
  default void onPanic(Host host, String callback, int contextId, Throwable cause) {}
}
