package dev.samovar.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the core may use, and which way its packages look. */
class ArchitectureTest {
  private static final String CORE = "dev.samovar.core";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(CORE);

  /** Each package and those that it may name, as its package-info says. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("text", Set.of()),
          Map.entry("json", Set.of("text")),
          Map.entry("config", Set.of("json", "policy", "text")),
          Map.entry("request", Set.of("config", "json", "text")),
          Map.entry("response", Set.of("text")),
          Map.entry("snapshot", Set.of("json")),
          Map.entry("fleet", Set.of("text")),
          Map.entry("exchange", Set.of("fleet", "text")),
          Map.entry(
              "log", Set.of("config", "decision", "exchange", "fleet", "json", "policy", "text")),
          Map.entry("policy", Set.of("fleet", "text")),
          Map.entry("prefix", Set.of("fleet", "policy")),
          Map.entry(
              "decision",
              Set.of("config", "fleet", "json", "policy", "prefix", "request", "text")));

  @Test
  void theCoreDependsOnTheLanguageAndItselfAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java.lang..", "java.util", "java.util.function", CORE + ".."))
        .check(CLASSES);
  }

  @Test
  void everyPackageUsesOnlyWhatItMay() {
    Set<String> packages =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(CORE))
            .map(name -> name.substring(CORE.length() + 1))
            .collect(Collectors.toSet());
    assertThat(packages).isEqualTo(MAY_USE.keySet());
    MAY_USE.forEach(
        (name, others) -> {
          JavaPackage its = CLASSES.getPackage(CORE + "." + name);
          Set<String> used = new TreeSet<>();
          its.getPackageDependenciesFromThisPackage().stream()
              .map(JavaPackage::getName)
              .filter(other -> other.startsWith(CORE + "."))
              .forEach(other -> used.add(other.substring(CORE.length() + 1)));
          assertThat(used).as("used by " + name).isEqualTo(new TreeSet<>(others));
        });
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(CORE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theCoreHasNoClockNoRandomnessAndNoThread() {
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
    noClasses().should().callMethod(System.class, "nanoTime").check(CLASSES);
    noClasses().should().callMethod(Math.class, "random").check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            java.util.Random.class,
            java.util.Date.class,
            java.util.Timer.class,
            java.util.UUID.class,
            Thread.class,
            ThreadLocal.class,
            Runtime.class,
            ProcessBuilder.class)
        .check(CLASSES);
  }

  @Test
  void theCoreCallsNothingThatTheCompilerBringsInBadly() {
    // Some of Math become imports that no proxy has; the charset tables are a tenth of the module.
    noClasses().should().callMethod(Math.class, "floor", double.class).check(CLASSES);
    noClasses().should().callMethod(Math.class, "ceil", double.class).check(CLASSES);
    noClasses().should().callMethod(Math.class, "sqrt", double.class).check(CLASSES);
    noClasses().should().callMethod(Double.class, "parseDouble", String.class).check(CLASSES);
    noClasses().should().callMethod(String.class, "getBytes").check(CLASSES);
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(CLASSES);
  }
}
