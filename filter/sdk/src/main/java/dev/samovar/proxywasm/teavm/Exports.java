package dev.samovar.proxywasm.teavm;

import org.teavm.interop.Export;
import org.teavm.interop.Unmanaged;

/**
 * The functions that the host calls for any HTTP filter, ABI 0.2.1; each hands over to the
 * dispatcher, behind whose panic barrier nothing throws. No static state here: exported methods do
 * not initialise their class.
 */
public final class Exports {
  private Exports() {}

  static void reach() {}

  /** Runs before anything else; no host call is allowed yet. */
  @Export(name = "_initialize")
  public static void initialize() {
    Scratch.init();
    Module.start();
  }

  @Export(name = "proxy_abi_version_0_2_1")
  @Unmanaged
  public static void abiVersion() {}

  @Export(name = "proxy_on_memory_allocate")
  @Unmanaged
  public static int allocate(int size) {
    return Scratch.allocate(size);
  }

  @Export(name = "proxy_on_vm_start")
  public static int onVmStart(int rootId, int configurationSize) {
    return Module.dispatcher().onVmStart(rootId, configurationSize) ? 1 : 0;
  }

  @Export(name = "proxy_on_configure")
  public static int onConfigure(int rootId, int configurationSize) {
    return Module.dispatcher().onConfigure(rootId, configurationSize) ? 1 : 0;
  }

  @Export(name = "proxy_on_done")
  public static int onDone(int id) {
    return Module.dispatcher().onDone(id) ? 1 : 0;
  }

  @Export(name = "proxy_on_request_headers")
  public static int onRequestHeaders(int id, int headers, int endOfStream) {
    return Module.dispatcher().onRequestHeaders(id, headers, endOfStream != 0).wire();
  }

  @Export(name = "proxy_on_request_body")
  public static int onRequestBody(int id, int size, int endOfStream) {
    return Module.dispatcher().onRequestBody(id, size, endOfStream != 0).wire();
  }

  @Export(name = "proxy_on_request_trailers")
  public static int onRequestTrailers(int id, int trailers) {
    return Module.dispatcher().onRequestTrailers(id, trailers).wire();
  }

  @Export(name = "proxy_on_response_headers")
  public static int onResponseHeaders(int id, int headers, int endOfStream) {
    return Module.dispatcher().onResponseHeaders(id, headers, endOfStream != 0).wire();
  }

  @Export(name = "proxy_on_response_body")
  public static int onResponseBody(int id, int size, int endOfStream) {
    return Module.dispatcher().onResponseBody(id, size, endOfStream != 0).wire();
  }

  @Export(name = "proxy_on_response_trailers")
  public static int onResponseTrailers(int id, int trailers) {
    return Module.dispatcher().onResponseTrailers(id, trailers).wire();
  }

  @Export(name = "proxy_on_context_create")
  public static void onContextCreate(int id, int parentId) {
    Module.dispatcher().onContextCreate(id, parentId);
  }

  @Export(name = "proxy_on_tick")
  public static void onTick(int rootId) {
    Module.dispatcher().onTick(rootId);
  }

  @Export(name = "proxy_on_http_call_response")
  public static void onHttpCallResponse(
      int contextId, int token, int headers, int bodySize, int trailers) {
    Module.dispatcher().onHttpCallResponse(contextId, token, headers, bodySize, trailers);
  }

  @Export(name = "proxy_on_delete")
  public static void onDelete(int id) {
    Module.dispatcher().onDelete(id);
  }
}
