/**
 * What stands behind each path: LLM calls, the metrics, the test aids. Joins {@code http}, {@code
 * openai}, {@code engine}, {@code metrics} and {@code testaid}, which do not know each other.
 */
package dev.samovar.llmsim.serve;
