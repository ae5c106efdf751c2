package dev.samovar.core.config;

/** In which of its spellings a document is written. */
public enum Dialect {
  /** Samovar's own. */
  NATIVE,
  /** The Higress guide's: providers with keys in the store. */
  HIGRESS,
  /** The Istio LLM filter's: {@code model_mapping_rule} and {@code lb_mapping_rule}. */
  ISTIO
}
