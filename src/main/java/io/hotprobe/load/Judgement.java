package io.hotprobe.load;

import io.hotprobe.load.CleanOutcome.Kept;
import io.hotprobe.load.CleanOutcome.Why;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleInfo;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.Modules;
import io.hotprobe.module.Modules.LiveModule;
import io.hotprobe.module.SourceLine;
import io.hotprobe.resolve.Resolver;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether a module is to stay when a pass of {@link Autoclean} looks at it. */
final class Judgement {

  /**
   * How the aliases begin of modules that make network interfaces without hardware: of a kind, and of a name. The kernel lets them go
   * although such interfaces are in use, and these with them. A module may have come in by any other alias, so its file is asked, not the
   * cause of its load. Modules that have neither alias, as {@code tun}, hold themselves while there is an interface of theirs.
   */
  private static final List<String> INTERFACE_ALIASES = List.of("rtnl-link-", "netdev-");

  private final Resolver resolver;
  private final LoadedModules loaded;
  private final PresentDevices devices;
  private final BooleanSupplier quiet;
  private final Map<ModuleName, Optional<Kept>> filesAsked = new HashMap<>();

  /** @param quiet whether no device is being handled at the moment */
  Judgement(Resolver resolver, LoadedModules loaded, BooleanSupplier quiet) {
    this.resolver = resolver;
    this.loaded = loaded;
    this.devices = loaded.devicesFor(resolver);
    this.quiet = quiet;
  }

  /**
   * Why the module stays; empty when it is to go.
   *
   * @param record the note of its load; null when there is none
   * @param idle the note that an earlier pass made of it; null when there is none
   */
  Optional<Kept> hindrance(LiveModule module, Note record, Note idle) {
    if (record == null || !loaded.isCurrent(record)) {
      return kept(module, Why.FOREIGN, "not loaded by hotprobe");
    }
    return byKernel(module)
        .or(() -> byConfiguration(module.name()))
        .or(() -> byDevices(module, record))
        .or(() -> filesAsked.computeIfAbsent(module.name(), name -> byInterfaces(module)))
        .or(() -> byTime(module, record, idle));
  }

  private static Optional<Kept> byKernel(LiveModule module) {
    if (module.state() != Modules.State.LIVE) {
      return kept(module, Why.CHANGING, "being loaded or removed");
    }
    if (!module.removable()) {
      return kept(module, Why.PERMANENT, "can never be removed from this kernel");
    }
    int count = module.refcount().getAsInt();
    if (count == 0 && module.holders().isEmpty()) {
      return Optional.empty();
    }
    boolean held = !module.holders().isEmpty();
    String users = held ? " by " + ModuleName.joined(module.holders()) : ", " + count + (count == 1 ? " user" : " users");
    return kept(module, Why.IN_USE, "in use" + users);
  }

  private Optional<Kept> byConfiguration(ModuleName module) {
    Optional<SourceLine> line = resolver.keep(module);
    return line.map(at -> new Kept(module, Why.KEEP, "keep by " + at));
  }

  private Optional<Kept> byDevices(LiveModule module, Note record) {
    try {
      Optional<String> device = loaded.sysfs().boundDevice(module.name());
      if (device.isPresent()) {
        return kept(module, Why.BOUND, "bound to device " + device.get());
      }
      Optional<String> cause = Optional.of(record.cause()).filter(loaded.sysfs()::isPresent);
      Optional<String> driver = cause.isPresent() ? loaded.sysfs().driverWithoutModule(cause.get()) : Optional.empty();
      if (driver.isPresent()) {
        return kept(module, Why.BOUND, "its device " + cause.get() + " is bound to driver " + driver.get() + ", whose module is not told");
      }
      return loaded.sysfs().hasDrivers(module.name()) ? Optional.empty() : withoutDriver(module, cause);
    } catch (IOException unreadable) {
      return kept(module, Why.UNREADABLE, "whether a device is bound cannot be read: " + FileFailure.text(unreadable));
    }
  }

  /** Whether it serves a device cannot be seen, so it stays while there is one that it was loaded for or that asks for it. */
  private Optional<Kept> withoutDriver(LiveModule module, Optional<String> cause) {
    Optional<String> device = cause.or(() -> devices.askingFor(module.name()));
    return device.map(there -> new Kept(module.name(), Why.BOUND, "registered no driver, and its device " + there + " is there"));
  }

  private Optional<Kept> byInterfaces(LiveModule module) {
    Optional<ModuleFile> file = resolver.file(module.name());
    if (file.isEmpty()) {
      return kept(module, Why.UNREADABLE, "whether it makes network interfaces cannot be read: no file of it in the module tree");
    }
    try {
      List<String> aliases = ModuleInfo.read(file.get()).values("alias");
      Optional<String> own = aliases.stream().filter(alias -> INTERFACE_ALIASES.stream().anyMatch(alias::startsWith)).findFirst();
      return own.flatMap(alias -> kept(module, Why.INTERFACES, "makes network interfaces (" + alias + "), and they do not hold it"));
    } catch (IOException unreadable) {
      return kept(module, Why.UNREADABLE, "whether it makes network interfaces cannot be read: " + FileFailure.text(unreadable));
    }
  }

  private Optional<Kept> byTime(LiveModule module, Note record, Note idle) {
    if (!record.sameInstance(idle)) {
      return kept(module, Why.IDLE_ONCE, "seen idle for the first time");
    }
    return quiet.getAsBoolean() ? Optional.empty() : kept(module, Why.BUSY, "devices are being handled that may need it");
  }

  private static Optional<Kept> kept(LiveModule module, Why why, String reason) {
    return Optional.of(new Kept(module.name(), why, reason));
  }
}
