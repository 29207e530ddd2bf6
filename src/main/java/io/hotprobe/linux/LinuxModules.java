package io.hotprobe.linux;

import io.hotprobe.module.Errno;
import io.hotprobe.module.LoadOutcome;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleFile.Compression;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.UnloadOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The running kernel's modules. Safe for any thread.
 *
 * <p>{@link #load} follows kmod: {@code finit_module} on the file as it is, with the flag for compressed files when
 * {@code /sys/module/compression} names the file's own compression; otherwise, or when the kernel does not know the call or
 * cannot unpack, {@code init_module} with the image unpacked here. The C library is linked at the first load.
 */
public final class LinuxModules implements Modules {

  /** Most bytes of {@code /proc/modules} that are read; a line has about 70 of them. */
  private static final int LONGEST_LIST = 4 << 20;

  private final Path sysModule;
  private final Path procModules;
  private final Supplier<ModuleCalls> calls;

  /**
   * @param sysModule {@code /sys/module}
   * @param procModules {@code /proc/modules}
   */
  public LinuxModules(Path sysModule, Path procModules) {
    this(sysModule, procModules, () -> ModuleCalls.of(Libc.linkUnchecked(), System.getProperty("os.arch")));
  }

  LinuxModules(Path sysModule, Path procModules, Supplier<ModuleCalls> calls) {
    this.sysModule = sysModule;
    this.procModules = procModules;
    this.calls = calls;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A file that cannot be opened is {@code Failed} with the call {@code open}, one that cannot be unpacked with the call
   * {@code decompress} and EINVAL (as kmod has it) or ENOMEM. EEXIST of a module that sysfs does not know is {@code Failed}, too: its own
   * init function gave it, and the kernel has thrown it out.
   *
   * @throws UncheckedIOException if the C library cannot be linked
   * @throws UnsupportedOperationException if the numbers of the module system calls on this machine are not known
   */
  @Override
  public LoadOutcome load(ModuleFile file, String parameters, Set<Check> ignored) {
    LoadOutcome outcome = new Insertion(Libc.linkUnchecked(), calls.get(), file, parameters, ignored).run(kernelUnpacks());
    boolean thrownOut = outcome instanceof LoadOutcome.AlreadyLive && Files.isDirectory(sysModule) && state(file.name()) == State.ABSENT;
    return thrownOut ? new LoadOutcome.Failed(file.name(), "init_module", Errno.EEXIST.number(), file.path().toString()) : outcome;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException if the C library cannot be linked
   * @throws UnsupportedOperationException if the numbers of the module system calls on this machine are not known
   */
  @Override
  public UnloadOutcome unload(ModuleName module, Force force) {
    int flags = Libc.O_NONBLOCK | (force == Force.FORCED ? Libc.O_TRUNC : 0);
    long start = System.nanoTime();
    int errno = calls.get().delete(module.value(), flags);
    if (errno == 0) {
      return new UnloadOutcome.Unloaded(module, System.nanoTime() - start);
    }
    return errno == Errno.ENOENT.number() ? new UnloadOutcome.NotLive(module) : new UnloadOutcome.Failed(module, errno);
  }

  /** What the kernel unpacks itself; {@code PLAIN} if nothing, or nothing that we know. */
  private Compression kernelUnpacks() {
    try {
      String named = Files.readString(sysModule.resolve("compression"), StandardCharsets.ISO_8859_1).trim();
      return Compression.valueOf(named.toUpperCase(Locale.ROOT));
    } catch (IOException | IllegalArgumentException nothing) {
      return Compression.PLAIN;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A directory without {@code initstate} is one that the kernel is making, or that of a builtin with parameters: {@code COMING},
   * as for kmod.
   */
  @Override
  public State state(ModuleName module) {
    Path directory;
    try {
      directory = sysModule.resolve(module.value());
    } catch (InvalidPathException notOfThisLocale) {
      return State.ABSENT;
    }
    try {
      return switch (Files.readString(directory.resolve("initstate"), StandardCharsets.ISO_8859_1).trim()) {
        case "coming" -> State.COMING;
        case "going" -> State.GOING;
        default -> State.LIVE;
      };
    } catch (NoSuchFileException noState) {
      return Files.isDirectory(directory) ? State.COMING : State.ABSENT;
    } catch (IOException vanished) {
      return State.ABSENT;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>What sysfs says of a module counts more than {@code /proc/modules}; without sysfs the latter has to do.
   */
  @Override
  public List<LiveModule> list() throws IOException {
    List<LiveModule> listed;
    try (InputStream in = Files.newInputStream(procModules)) {
      listed = ProcModules.parse(new String(in.readNBytes(LONGEST_LIST), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException noModuleSupport) {
      return List.of();
    }
    return Files.isDirectory(sysModule) ? listed.stream().map(module -> SysModule.of(sysModule, module)).toList() : listed;
  }
}
