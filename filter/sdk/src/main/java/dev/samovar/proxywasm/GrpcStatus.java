package dev.samovar.proxywasm;

/**
 * How a gRPC call ended.
 *
 * @param code gRPC status code, 0 = OK
 * @param message the server's text, may be empty
 */
public record GrpcStatus(int code, String message) {}
