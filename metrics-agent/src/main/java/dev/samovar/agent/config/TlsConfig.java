package dev.samovar.agent.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One side of a TLS connection; files are PEM.
 *
 * @param ca whom to trust; empty for the JVM's trust store, and on the server's side for asking no
 *     client certificate
 * @param certificate own certificate chain; present when {@code key} is
 * @param key own private key, PKCS 8
 * @param insecure whether any server certificate and name will do
 */
public record TlsConfig(
    Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, boolean insecure) {}
