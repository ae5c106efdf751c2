/**
 * The filter as a module that counts what its Java collector takes, for {@code bench soak}. Built
 * by the profile {@code pauses} alone, never shipped; depends on the filter, the SDK and TeaVM.
 */
package dev.samovar.bench.pauses;
