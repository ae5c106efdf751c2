/**
 * A small HTTP/1.1 server on one thread: requests in, answers and event streams out, headers in the
 * order in which they came. Knows nothing of LLMs; depends on {@code time} and the JDK only.
 */
package dev.samovar.llmsim.http;
