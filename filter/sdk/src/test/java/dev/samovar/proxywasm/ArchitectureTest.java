package dev.samovar.proxywasm;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the SDK knows: the ABI and, in one package, TeaVM; nothing of what a filter does. */
class ArchitectureTest {
  private static final String SDK = "dev.samovar.proxywasm";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.samovar");
  private static final Pattern LLM =
      Pattern.compile(
          "(?i)\\b(llm|openai|provider|prompt|token count|inference|samovar\\.core)\\b");

  @Test
  void theSdkDependsOnTheJdkAlone() {
    classes()
        .that(resideInAPackage(SDK))
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java.lang..", "java.util", "java.nio.charset", SDK))
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageNamesTeaVm() {
    noClasses()
        .that()
        .resideOutsideOfPackage(SDK + ".teavm..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.teavm..", SDK + ".teavm..")
        .check(CLASSES);
  }

  @Test
  void theSdkKnowsNoOtherPartOfTheProject() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.samovar..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(resideInAPackage(SDK + ".."))))
        .check(CLASSES);
  }

  @Test
  void theSdkHasNoClockAndNoThread() {
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().dependOnClassesThat().belongToAnyOf(Thread.class).check(CLASSES);
  }

  @Test
  void noSourceSpeaksOfWhatAFilterDoes() throws IOException {
    List<Path> sources;
    try (Stream<Path> all = Files.walk(Path.of("src", "main"))) {
      sources = all.filter(Files::isRegularFile).toList();
    }
    assertThat(sources).hasSizeGreaterThan(30);
    for (Path source : sources) {
      Matcher word = LLM.matcher(Files.readString(source));
      assertThat(word.find()).as("%s", source).isFalse();
    }
  }
}
