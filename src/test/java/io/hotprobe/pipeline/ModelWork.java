package io.hotprobe.pipeline;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.nodes.DeviceWork;
import io.hotprobe.nodes.Processed;
import io.hotprobe.rules.Builtins;
import io.hotprobe.rules.Database;
import io.hotprobe.rules.Host;
import io.hotprobe.rules.HostFacts;
import io.hotprobe.rules.AccountFiles;
import io.hotprobe.rules.Outside;
import io.hotprobe.rules.Program;
import io.hotprobe.rules.RuleBook;
import io.hotprobe.rules.Ruling;
import io.hotprobe.rules.Surroundings;
import io.hotprobe.sysfs.Sysfs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;

/** Stands for the database of who handles every event: which devices are there, and what was done for each. */
public final class ModelWork implements DeviceWork {

  private final Set<String> present = new ConcurrentSkipListSet<>();
  private final Map<String, List<String>> story = new ConcurrentHashMap<>();
  volatile Consumer<Ruling> onEvent = ruling -> {};

  /** Rules without a line, over a sysfs, with this as the work. */
  public Rules rules(Path sysfs) {
    Host host = HostFacts.of(sysfs, sysfs, AccountFiles.read(sysfs));
    Surroundings surroundings =
        new Surroundings(new Sysfs(sysfs), host, Database.EMPTY, new Builtins(Map.of(), notice -> {}), Outside.UNTOUCHED);
    return new Rules(RuleBook.of(Program.EMPTY), surroundings, this, Duration.ofSeconds(60));
  }

  /** The devices that are there, by their paths. */
  public Set<String> present() {
    return Set.copyOf(present);
  }

  /** The actions that were handled for a device, in order. */
  public List<String> story(String devpath) {
    List<String> told = story.getOrDefault(devpath, List.of());
    synchronized (told) {
      return List.copyOf(told);
    }
  }

  /** As if the device had never been there. */
  void forget(String devpath) {
    present.remove(devpath);
    story.remove(devpath);
  }

  /** Forgets what was done so far, not what is there. */
  public void clearStories() {
    story.clear();
  }

  @Override
  public boolean isForEveryEvent() {
    return true;
  }

  @Override
  public Processed apply(Ruling ruling) {
    return done(ruling, true);
  }

  @Override
  public Processed remove(Ruling ruling) {
    return done(ruling, false);
  }

  private Processed done(Ruling ruling, boolean there) {
    onEvent.accept(ruling);
    String devpath = ruling.kernel().get("DEVPATH");
    List<String> told = story.computeIfAbsent(devpath, unseen -> new ArrayList<>());
    synchronized (told) {
      told.add(ruling.kernel().get("ACTION"));
    }
    if (there) {
      present.add(devpath);
    } else {
      present.remove(devpath);
    }
    Optional.ofNullable(ruling.kernel().get("DEVPATH_OLD")).ifPresent(present::remove);
    return new Processed("", ruling.properties(), ruling.tags(), List.of());
  }

  @Override
  public Optional<Diagnostic> announce(Processed processed) {
    return Optional.empty();
  }
}
