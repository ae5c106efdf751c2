/**
 * The filter: takes a request's bytes from the proxy to {@code core} and the decision back as
 * effects on headers, route and body.
 *
 * <p>Depends on {@code core} and on the guest SDK; knows nothing of how it was compiled.
 */
package dev.samovar.filter;
