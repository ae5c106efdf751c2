package dev.samovar.agent.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Kubernetes API server that is not the one around the agent.
 *
 * @param token holds a bearer token, read again as it is renewed
 * @param ca PEM; empty for the JVM's trust store
 */
public record KubernetesApi(URI server, Optional<Path> token, Optional<Path> ca) {}
