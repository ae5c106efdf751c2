package dev.samovar.hostsim.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once per guest, named {@code [jvm]} and {@code [wasm]}; the class carries a
 * {@link Guest}. The method takes a {@code HostSimBuilder} with the guest set, or a {@code
 * GuestModule}, or both.
 *
 * <p>The system property {@code hostsim.guests} ({@code jvm}, {@code wasm} or {@code jvm,wasm}, the
 * default) chooses the guests of a run; the tag {@value FilterTests#TAG} chooses these tests.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@Tag(FilterTests.TAG)
@ExtendWith(FilterTests.class)
public @interface FilterTest {}
