package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadOutcomeTest {

  private static final ModuleName M = new ModuleName("snd-hda");

  private static void check(LoadOutcome outcome, boolean usable, String text) {
    assertEquals(text, outcome.text());
    assertEquals(usable, outcome.usable());
    assertEquals(M, outcome.module());
  }

  @Test
  void text_whatDependentsMayRelyOn_isUsable() {
    check(new LoadOutcome.Loaded(M, 12_400_000), true, "loaded snd_hda in 12.4 ms");
    check(new LoadOutcome.AlreadyLive(M), true, "snd_hda is live already");
    check(new LoadOutcome.Builtin(M), true, "snd_hda is builtin");
    check(new LoadOutcome.Commanded(M, "true", 870_000), true, "ran 'true' for snd_hda in 870 us");
    check(new LoadOutcome.Planned(M, "load snd_hda"), true, "would load snd_hda");
  }

  @Test
  void text_whatFailed_isNotUsable() {
    check(new LoadOutcome.NoDevice(M), false, "snd_hda found no device and did not stay");
    check(new LoadOutcome.CommandFailed(M, "false", "status 1"), false, "command 'false' of snd_hda failed: status 1");
    check(new LoadOutcome.NoFile(M), false, "no file for snd_hda in this release, and it is not builtin");
    check(
        new LoadOutcome.DependencyFailed(M, new ModuleName("snd")),
        false,
        "snd_hda not tried: its dependency snd is not usable");
    check(new LoadOutcome.Broken(M, "x"), false, "hotprobe failed at snd_hda, please report: x");
  }

  @Test
  void text_failedCall_namesCallPathErrnoAndRemedy() {
    check(
        new LoadOutcome.Failed(M, "finit_module", 8, "/m.ko"),
        false,
        "could not load snd_hda: finit_module /m.ko: ENOEXEC (Exec format error, errno 8)"
            + "; the module was built for another kernel or is damaged: reinstall it and run depmod");
  }

  @Test
  void retryable_failedCall_asItsErrno() {
    assertTrue(new LoadOutcome.Failed(M, "open", 11, "/m.ko").retryable());
    assertFalse(new LoadOutcome.Failed(M, "open", 2, "/m.ko").retryable());
    assertFalse(new LoadOutcome.Failed(M, "open", 17, "/m.ko").retryable());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 us", "999, 0 us", "870000, 870 us", "999999, 999 us", "1000000, 1.0 ms", "12400000, 12.4 ms", "870000000, 870 ms",
    "3100000000, 3.1 s", "180000000000, 180 s",
  })
  void elapsed_nanos_areRoundedForPeople(long nanos, String text) {
    assertEquals(text, Elapsed.text(nanos));
  }

  @Test
  void diagnostic_text_isPlaceProblemAndRemedy() {
    SourceLine line = new SourceLine(java.nio.file.Path.of("/etc/x.conf"), 7);
    assertEquals("/etc/x.conf:7: odd; fix it", new Diagnostic(line, "odd", "fix it").toString());
    assertEquals("/etc/x.conf", new SourceLine(line.file(), 0).toString());
  }

  @Test
  void failed_everyErrnoAtEveryCall_namesCallPathErrnoAndRemedy() {
    for (String call : new String[] {"finit_module", "init_module", "open", "read", "decompress"}) {
      for (int errno = 1; errno < 600; errno++) {
        String text = new LoadOutcome.Failed(new ModuleName("m"), call, errno, "/m.ko").text();
        assertTrue(text.matches("could not load m: " + call + " /m[.]ko: .*errno " + errno + "[)]?; [a-z].*[^.;]"), text);
      }
    }
    assertTrue(new LoadOutcome.Failed(new ModuleName("m"), "open", 2, "/m.ko").text().contains("depmod"));
    assertTrue(new LoadOutcome.Failed(new ModuleName("m"), "init_module", 2, "/m.ko").text().contains("symbol"));
  }

  @Test
  void refused_signatureAndPolicyOfTheKernel_butNotOfTheFile() {
    for (int errno : new int[] {1, 13, 61, 65, 74, 126, 127, 128, 129}) {
      assertTrue(new LoadOutcome.Failed(M, "finit_module", errno, "/m.ko").refused(), Errno.describe(errno));
      assertFalse(new LoadOutcome.Failed(M, "open", errno, "/m.ko").refused(), Errno.describe(errno));
      assertFalse(new LoadOutcome.Failed(M, "finit_module", errno, "/m.ko").retryable(), Errno.describe(errno));
    }
    assertFalse(new LoadOutcome.Failed(M, "finit_module", 8, "/m.ko").refused());
  }

  @Test
  void asBefore_whatItWas_isAFailureOrNot() {
    LoadOutcome failed = new LoadOutcome.AsBefore(M, new LoadOutcome.Failed(M, "finit_module", 8, "/m.ko"));
    LoadOutcome none = new LoadOutcome.AsBefore(M, new LoadOutcome.NoDevice(M));
    assertTrue(failed.isFailure());
    assertFalse(none.isFailure() || none.usable() || failed.usable());
    assertEquals("as told before: snd_hda found no device and did not stay", none.text());
  }
}
