package io.hotprobe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.TimerTask;
import org.junit.jupiter.api.Test;

/** The wall clock may be set at any time: it is for records that people read, and nothing waits by it. */
class MonotonicWaitsTest {

  @Test
  void wallClock_isAskedForByWhatIsWrittenDownOnly() {
    noClasses()
        .that()
        .resideInAnyPackage("io.hotprobe.load..", "io.hotprobe.resolve..", "io.hotprobe.pipeline..", "io.hotprobe.linux..", "io.hotprobe.daemon..",
            "io.hotprobe.simulate..", "io.hotprobe.policy..", "io.hotprobe.nodes..", "io.hotprobe.rules..")
        .and()
        .haveSimpleNameNotEndingWith("Note")
        .and()
        .haveSimpleNameNotEndingWith("DaemonStatus")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callConstructor(Date.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(TimerTask.class)
        .check(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.hotprobe"));
  }
}
