/**
 * How one of several endpoints is chosen: a policy gives costs, the ranking makes an order of them.
 * One small class a policy; each states its formula and where it comes from. Depends on {@code
 * fleet}, {@code snapshot} and {@code text}.
 */
package dev.samovar.core.policy;
