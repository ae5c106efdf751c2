package dev.samovar.proxywasm.teavm.shrink;

import java.util.List;

/** What a function takes and gives; {@code result} is a value type or {@link Op#VOID}. */
record FunctionType(List<Integer> parameters, int result) {}
