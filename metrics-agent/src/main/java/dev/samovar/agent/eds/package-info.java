/**
 * Envoy's endpoint discovery service over gRPC. The only package that knows protobuf, guava and
 * gRPC; depends on {@code config} and {@code discover}.
 */
package dev.samovar.agent.eds;
