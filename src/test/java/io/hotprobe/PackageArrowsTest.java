package io.hotprobe;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between the rooms, and the one home of each library. */
class PackageArrowsTest {

  private static final String BASE = "io.hotprobe.";

  /** What each room may import of ours. */
  private static final Map<String, Set<String>> ARROWS = new TreeMap<>();

  static {
    arrows("module");
    arrows("uevent");
    arrows("modalias", "module");
    arrows("sysfs", "module", "uevent");
    arrows("config", "modalias", "module", "sysfs", "uevent");
    arrows("depmod", "config", "modalias", "module");
    arrows("policy", "modalias", "sysfs", "module", "uevent");
    arrows("resolve", "policy", "config", "modalias", "module", "sysfs", "uevent");
    arrows("journal", "rules", "resolve", "module", "uevent");
    arrows("load", "resolve", "modalias", "module", "sysfs", "uevent");
    arrows("rules", "modalias", "sysfs", "module", "uevent");
    arrows("builtins", "rules", "sysfs", "module", "uevent");
    arrows("nodes", "rules", "sysfs", "module", "uevent");
    arrows("linux", "nodes", "builtins", "module", "uevent");
    arrows("simulate", "module", "uevent");
    arrows("pipeline", "nodes", "rules", "policy", "load", "resolve", "journal", "sysfs", "modalias", "module", "uevent");
    arrows("daemon", "pipeline", "nodes", "rules", "policy", "load", "sysfs", "resolve", "journal", "module", "uevent");
    arrows(
        "cli", "daemon", "pipeline", "builtins", "nodes", "rules", "policy", "load", "resolve", "journal", "depmod", "config", "modalias", "module", "sysfs", "uevent",
        "linux", "simulate");
  }

  /** Each library and the only rooms that may import it. */
  private static final Map<String, Set<String>> HOMES =
      Map.of(
          "com.lmax..", Set.of("pipeline"),
          "com.sun.jna..", Set.of("linux"),
          "com.github.benmanes..", Set.of("resolve"),
          "picocli..", Set.of("cli"),
          "com.fasterxml..", Set.of("cli", "daemon", "journal"),
          "org.tukaani..", Set.of("module"),
          "io.airlift..", Set.of("module"),
          "org.bouncycastle..", Set.of("module"));

  private static JavaClasses classes;

  private static void arrows(String room, String... allowed) {
    ARROWS.put(room, new TreeSet<>(Arrays.asList(allowed)));
  }

  @BeforeAll
  static void readClasses() {
    classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.hotprobe");
  }

  static Set<String> rooms() {
    return ARROWS.keySet();
  }

  static Set<String> libraries() {
    return HOMES.keySet();
  }

  @Test
  void rooms_allOfThem_areListedHere() {
    Set<String> found = new TreeSet<>();
    for (JavaClass each : classes) {
      found.add(room(each));
    }
    found.remove("bench");
    assertEquals(ARROWS.keySet(), found);
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void room_imports_onlyWhatItsArrowsAllow(String room) {
    noClasses()
        .that()
        .resideInAPackage(BASE + room)
        .should()
        .dependOnClassesThat(
            describe(
                "are in a room that " + room + " may not import",
                target ->
                    target.getPackageName().startsWith(BASE)
                        && !room(target).equals(room)
                        && !ARROWS.get(room).contains(room(target))))
        .check(classes);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void library_isImported_onlyInItsHome(String library) {
    String[] homes = HOMES.get(library).stream().map(home -> BASE + home).toArray(String[]::new);
    classes()
        .that()
        .resideOutsideOfPackages(homes)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage(library)
        .check(classes.that(describe("are ours", each -> !room(each).equals("bench"))));
  }

  private static String room(JavaClass each) {
    String below = each.getPackageName().substring(BASE.length());
    return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
  }
}
