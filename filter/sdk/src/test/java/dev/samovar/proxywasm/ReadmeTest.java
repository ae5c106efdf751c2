package dev.samovar.proxywasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the README shows is what the build runs. */
class ReadmeTest {
  private static final String README = read("README.md");

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }

  /** The one code block of a language. */
  private static String block(String language) {
    String[] parts = README.split("```" + language + "\n");
    assertThat(parts).as(language).hasSize(2);
    return parts[1].substring(0, parts[1].indexOf("```"));
  }

  @Test
  void itsFilterIsTheOneThatIsBuilt() {
    assertThat(block("java"))
        .isEqualTo(read("src/test/java/dev/samovar/proxywasm/example/HelloWorld.java"));
  }

  @Test
  void itsBuildStepIsTheOneThatRuns() {
    // The arguments are this module's example; the rest builds a filter, with TeaVM provided.
    List<String> own = read("pom.xml").lines().map(String::strip).toList();
    List<String> filter = read("../plugin/pom.xml").lines().map(String::strip).toList();
    assertThat(block("xml").lines().map(String::strip))
        .contains("<classpathScope>compile</classpathScope>")
        .allSatisfy(
            line -> assertThat(line.startsWith("<argument>") ? own : filter).contains(line));
  }

  @Test
  void itsTableHasEveryHostCall() {
    for (Method method : Host.class.getMethods()) {
      assertThat(README).contains("`" + method.getName() + "`");
    }
  }
}
