/**
 * Simulated and real order of policies: small scenarios run in {@code simulate}'s simulator and
 * through a real Envoy before simulated engines. Depends on the tools' simulator and on {@code
 * envoy}.
 */
package dev.samovar.bench.order;
