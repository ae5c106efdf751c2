package dev.samovar.core.config;

/**
 * What is agreed with clients, routes and the agent; {@link Settings} hands out each part under its
 * own name.
 *
 * @param routingStrategyHeader whether a request may name its policy in {@code routing-strategy}
 * @param explain whether a request may ask for its decision
 * @param restoreModel whether the answer names the model that the client asked for
 * @param exposeDecision whether the decision goes into the filter state {@code samovar.decision},
 *     for access logs
 * @param clusterHeader lower-case header that carries the provider's cluster, or empty
 * @param tenantHeader lower-case header that names the tenant, or empty
 * @param agentToken what the agent asks for, or {@code null}
 */
public record Conventions(
    boolean routingStrategyHeader,
    boolean explain,
    boolean restoreModel,
    boolean exposeDecision,
    String clusterHeader,
    String tenantHeader,
    Secret agentToken) {}
