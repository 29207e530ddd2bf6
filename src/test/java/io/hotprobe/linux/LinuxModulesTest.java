package io.hotprobe.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.hotprobe.module.Errno;
import io.hotprobe.module.KoFile;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.LoadOutcome.AlreadyLive;
import io.hotprobe.module.LoadOutcome.Failed;
import io.hotprobe.module.LoadOutcome.Loaded;
import io.hotprobe.module.LoadOutcome.NoDevice;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules.Check;
import io.hotprobe.module.Modules.Force;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.Modules.State;
import io.hotprobe.module.UnloadOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxModulesTest {

  private static final ModuleName E1000E = new ModuleName("e1000e");
  private static final int ENOSYS = Errno.ENOSYS.number();
  private static final int EOPNOTSUPP = Errno.EOPNOTSUPP.number();

  @TempDir Path root;
  private Path sysModule;
  private Path procModules;
  private final ScriptedCalls kernel = new ScriptedCalls();
  private LinuxModules modules;

  @BeforeEach
  void world() throws IOException {
    sysModule = Files.createDirectories(root.resolve("sys/module"));
    procModules = root.resolve("modules");
    modules = new LinuxModules(sysModule, procModules, () -> kernel);
  }

  /** Answers the given error numbers in turn, then 0, and writes down what it was asked. */
  private static final class ScriptedCalls implements ModuleCalls {
    private final List<String> asked = new ArrayList<>();
    private int[] errnos = {};

    private void answers(int... numbers) {
      errnos = numbers;
    }

    private int answer(String call) {
      asked.add(call);
      return asked.size() <= errnos.length ? errnos[asked.size() - 1] : 0;
    }

    @Override
    public int insertFile(int fd, String parameters, int flags) {
      return answer("file " + parameters + " " + flags);
    }

    @Override
    public int delete(String module, int flags) {
      return answer("delete " + module + " " + flags);
    }

    @Override
    public int insertImage(byte[] image, String parameters) {
      return answer("image " + parameters + " " + new String(image, StandardCharsets.US_ASCII));
    }
  }

  private ModuleFile plain() throws IOException {
    return new ModuleFile(E1000E, Files.writeString(root.resolve("e1000e.ko"), "ELF"));
  }

  private ModuleFile gzipped() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write("ELF".getBytes(StandardCharsets.US_ASCII));
    }
    return new ModuleFile(E1000E, Files.write(root.resolve("e1000e.ko.gz"), packed.toByteArray()));
  }

  @Test
  void load_plainFile_goesToFinitModule() throws IOException {
    Loaded loaded = assertInstanceOf(Loaded.class, modules.load(plain(), "debug=1 x=y"));
    assertEquals(E1000E, loaded.module());
    assertTrue(loaded.elapsedNanos() >= 0);
    assertEquals(List.of("file debug=1 x=y 0"), kernel.asked);
  }

  @Test
  void load_compressionTheKernelUnpacks_goesToFinitModuleWithTheFlag() throws IOException {
    Files.writeString(sysModule.resolve("compression"), "gzip\n");
    modules.load(gzipped(), "");
    assertEquals(List.of("file  4"), kernel.asked);
  }

  @Test
  void load_compressionTheKernelDoesNotUnpack_goesToInitModuleUnpacked() throws IOException {
    Files.writeString(sysModule.resolve("compression"), "xz\n");
    assertInstanceOf(Loaded.class, modules.load(gzipped(), "a=b"));
    assertEquals(List.of("image a=b ELF"), kernel.asked);
  }

  @Test
  void load_kernelWithoutFinitModule_fallsBackToInitModule() throws IOException {
    kernel.answers(ENOSYS);
    assertInstanceOf(Loaded.class, modules.load(plain(), ""));
    assertEquals(List.of("file  0", "image  ELF"), kernel.asked);
  }

  @Test
  void load_kernelCannotUnpackAfterAll_fallsBackToInitModule() throws IOException {
    Files.writeString(sysModule.resolve("compression"), "gzip\n");
    kernel.answers(EOPNOTSUPP);
    assertInstanceOf(Loaded.class, modules.load(gzipped(), ""));
    assertEquals(List.of("file  4", "image  ELF"), kernel.asked);
  }

  @Test
  void load_initFunctionAnswersNotSupported_isNotRunTwice() throws IOException {
    kernel.answers(EOPNOTSUPP);
    ModuleFile file = plain();
    assertEquals(new Failed(E1000E, "finit_module", EOPNOTSUPP, file.path().toString()), modules.load(file, ""));
    assertEquals(1, kernel.asked.size());
  }

  @Test
  void load_errnos_becomeOutcomes() throws IOException {
    ModuleFile file = plain();
    kernel.answers(17, 19, 1);
    Files.createDirectories(sysModule.resolve("e1000e"));
    assertEquals(new AlreadyLive(E1000E), modules.load(file, ""));
    assertEquals(new NoDevice(E1000E), modules.load(file, ""));
    assertEquals(new Failed(E1000E, "finit_module", 1, file.path().toString()), modules.load(file, ""));
  }

  @Test
  void load_initFunctionAnswersExists_isAFailureUnlessItIsThere() throws IOException {
    ModuleFile file = plain();
    kernel.answers(17, 17);
    assertEquals(new Failed(E1000E, "init_module", 17, file.path().toString()), modules.load(file, ""));
    Path absent = root.resolve("no/sysfs");
    assertEquals(new AlreadyLive(E1000E), new LinuxModules(absent, procModules, () -> kernel).load(file, ""), "nothing can be told without sysfs");
  }

  @Test
  void load_ignoredChecks_areFlagsOfFinitModule() throws IOException {
    modules.load(plain(), "", Set.of(Check.VERMAGIC));
    modules.load(plain(), "", Set.of(Check.MODVERSIONS, Check.VERMAGIC));
    assertEquals(List.of("file  2", "file  3"), kernel.asked);
  }

  @Test
  void load_ignoredChecksWithoutFinitModule_areTakenOutOfTheImage() throws IOException {
    kernel.answers(ENOSYS);
    byte[] ko = new KoFile().modinfo("vermagic=6.1 SMP").modinfo("license=GPL").bytes();
    ModuleFile file = new ModuleFile(E1000E, Files.write(root.resolve("e1000e.ko"), ko));
    assertInstanceOf(Loaded.class, modules.load(file, "", Set.of(Check.VERMAGIC)));
    String image = kernel.asked.get(1);
    assertFalse(image.contains("6.1"), image);
    assertTrue(image.contains("license=GPL"), image);
  }

  @Test
  void load_ignoredChecksAndNoModule_isLeftToTheKernel() throws IOException {
    kernel.answers(ENOSYS, 8);
    Failed failed = assertInstanceOf(Failed.class, modules.load(plain(), "", Set.of(Check.VERMAGIC)));
    assertEquals(8, failed.errno());
    assertEquals("image  ELF", kernel.asked.get(1));
  }

  @Test
  void load_interrupted_isTriedAgainButNotForEver() throws IOException {
    kernel.answers(4, 4);
    assertInstanceOf(Loaded.class, modules.load(plain(), ""));
    kernel.asked.clear();
    int[] always = new int[100];
    Arrays.fill(always, 4);
    kernel.answers(always);
    Failed failed = assertInstanceOf(Failed.class, modules.load(plain(), ""));
    assertEquals(4, failed.errno());
    assertEquals(1 + Insertion.INTERRUPTIONS, kernel.asked.size());
  }

  @Test
  void load_missingFile_failsAtOpen() {
    Path absent = root.resolve("absent.ko");
    LoadOutcome outcome = modules.load(new ModuleFile(new ModuleName("absent"), absent), "");
    assertEquals(new Failed(new ModuleName("absent"), "open", 2, absent.toString()), outcome);
    assertTrue(kernel.asked.isEmpty());
  }

  @Test
  void load_directory_failsAtRead() {
    assertEquals(new Failed(E1000E, "read", 21, root.toString()), modules.load(new ModuleFile(E1000E, root), ""));
  }

  @Test
  void load_damagedCompressedFile_failsAtDecompress() throws IOException {
    Path file = Files.write(root.resolve("e1000e.ko.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 1});
    assertEquals(new Failed(E1000E, "decompress", 22, file.toString()), modules.load(new ModuleFile(E1000E, file), ""));
  }

  /** The text is no module, so the real kernel refuses whoever asks; without module support by init_module's ENOSYS. */
  @Test
  void load_realKernelAndNoModule_isRefused() throws IOException {
    ModuleFile file = plain();
    Failed failed = assertInstanceOf(Failed.class, new LinuxModules(sysModule, procModules).load(file, ""));
    assumeFalse(Files.exists(Path.of("/proc/modules")), "this kernel has module support, and answered " + failed);
    assertTrue(List.of(1, ENOSYS).contains(failed.errno()), failed.toString());
    assertEquals(failed.errno() == ENOSYS ? "init_module" : "finit_module", failed.call());
  }

  @Test
  void calls_unknownMachine_saysSo() {
    Exception unknown = assertThrows(UnsupportedOperationException.class, () -> ModuleCalls.of(null, "pdp11"));
    assertTrue(unknown.getMessage().contains("os.arch=pdp11"), unknown.getMessage());
  }

  @Test
  void state_initstate_isTold() throws IOException {
    for (State state : List.of(State.LIVE, State.COMING, State.GOING)) {
      Path directory = Files.createDirectories(sysModule.resolve("e1000e"));
      Files.writeString(directory.resolve("initstate"), state.name().toLowerCase(Locale.ROOT) + "\n");
      assertEquals(state, modules.state(E1000E));
    }
  }

  @Test
  void state_directoryWithoutState_isComingAndUnknownIsAbsent() throws IOException {
    Files.createDirectories(sysModule.resolve("printk/parameters"));
    assertEquals(State.COMING, modules.state(new ModuleName("printk")));
    assertEquals(State.ABSENT, modules.state(E1000E));
  }

  @Test
  void list_procModules_isRead() throws IOException {
    Files.writeString(procModules, """
        snd_pcm 159744 2 snd_hda_intel,snd-hda-codec, Live 0x0000000000000000
        nvidia 56 1 [permanent], Live 0xffffffffc0a00000 (POE)
        e1000e 331776 - - Loading 0x0000000000000000
        old 1 0 - Unloading 0x0000000000000000
        """);
    assertEquals(List.of(
        new LiveModule(new ModuleName("snd_pcm"), 159744, OptionalInt.of(2), false,
            List.of(new ModuleName("snd_hda_intel"), new ModuleName("snd_hda_codec")), State.LIVE),
        new LiveModule(new ModuleName("nvidia"), 56, OptionalInt.of(1), true, List.of(), State.LIVE),
        new LiveModule(E1000E, 331776, OptionalInt.empty(), false, List.of(), State.COMING),
        new LiveModule(new ModuleName("old"), 1, OptionalInt.of(0), false, List.of(), State.GOING)), new LinuxModules(root.resolve("none"), procModules).list());
  }

  @Test
  void list_sysfs_saysBetter() throws IOException {
    Path pcm = Files.createDirectories(sysModule.resolve("snd_pcm"));
    Files.writeString(pcm.resolve("coresize"), "160000\n");
    Files.writeString(pcm.resolve("refcnt"), "-1\n");
    Files.createDirectories(pcm.resolve("holders/snd-new"));
    Path odd = Files.createDirectories(sysModule.resolve("odd"));
    Files.writeString(odd.resolve("coresize"), "9".repeat(100));
    Files.writeString(odd.resolve("refcnt"), "5x");
    Files.writeString(procModules, """
        snd_pcm 159744 2 snd_old, Live 0x0
        odd 12 3 [permanent],user, Live 0x0
        gone 12 0 - Live 0x0
        """);
    assertEquals(List.of(
        new LiveModule(new ModuleName("snd_pcm"), 160000, OptionalInt.of(-1), false, List.of(new ModuleName("snd_new")), State.LIVE),
        new LiveModule(new ModuleName("odd"), 12, OptionalInt.of(3), true, List.of(new ModuleName("user")), State.LIVE),
        new LiveModule(new ModuleName("gone"), 12, OptionalInt.of(0), false, List.of(), State.ABSENT)), modules.list());
  }

  @Test
  void list_malformedLines_areLeftOut() throws IOException {
    Files.writeString(procModules, "\n\nfoo\na x 0 - Live 0x0\nb 1 0 - Dead 0x0\n 1 0 - Live 0\ne1000e 1 0 - Live 0x0");
    assertEquals(List.of(E1000E), modules.list().stream().map(LiveModule::name).toList());
  }

  @Test
  void list_noFile_isEmpty() throws IOException {
    assertEquals(List.of(), modules.list());
  }

  @Test
  void calls_everyErrno_isAnOutcomeThatNamesIt() throws IOException {
    Files.createDirectories(sysModule.resolve("e1000e"));
    ModuleFile plain = plain();
    ModuleFile packed = gzipped();
    for (int errno = 1; errno < 530; errno++) {
      int[] always = new int[10];
      Arrays.fill(always, errno);
      for (ModuleFile file : List.of(plain, packed)) {
        kernel.asked.clear();
        kernel.answers(always);
        LoadOutcome outcome = modules.load(file, "");
        boolean named = outcome.text().contains("errno " + errno) && outcome.text().contains("init_module " + file.path());
        assertTrue(errno == 17 || errno == 19 || named, outcome.text());
      }
      kernel.asked.clear();
      kernel.answers(always);
      UnloadOutcome gone = modules.unload(E1000E, Force.NONE);
      assertTrue(errno == 2 || gone.text().matches("could not remove e1000e: delete_module: .*errno " + errno + "[)]?; [a-z].*"), gone.text());
    }
  }

  @Test
  void load_wayToTheFile_failsAtOpenWithItsErrno() throws IOException {
    Path loop = Files.createSymbolicLink(root.resolve("loop.ko"), root.resolve("loop.ko"));
    Path below = plain().path().resolve("x.ko");
    Path tooLong = root.resolve("x".repeat(300) + ".ko");
    for (Path path : List.of(loop, below, tooLong)) {
      Failed failed = assertInstanceOf(Failed.class, modules.load(new ModuleFile(E1000E, path), ""));
      assertEquals("open", failed.call());
      assertTrue(failed.text().matches("(?s)could not load e1000e: open .*: E[A-Z]+ .*; [a-z].*"), failed.text());
    }
  }

  /** As a read that is cut short leaves it. */
  @Test
  void list_cutOffAtEveryByte_givesTheLinesBefore() throws IOException {
    String all = "snd_pcm 159744 2 snd_hda_intel,snd-hda-codec, Live 0x0\ne1000e 331776 0 - Live 0x0\n";
    for (int length = 0; length <= all.length(); length++) {
      Files.writeString(procModules, all.substring(0, length));
      List<LiveModule> listed = new LinuxModules(root.resolve("none"), procModules).list();
      assertTrue(listed.size() <= 2 && (length <= all.indexOf('\n') || listed.get(0).size() == 159744), listed.toString());
    }
  }
}
