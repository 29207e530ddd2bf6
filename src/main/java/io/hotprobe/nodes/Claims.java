package io.hotprobe.nodes;

import io.hotprobe.rules.Database;
import io.hotprobe.sysfs.Device;
import io.hotprobe.sysfs.FileNames;
import io.hotprobe.sysfs.Sysfs;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who claims which link: a directory for each link, {@code links/NAME}, and in it for each device that claims it a symbolic link
 * named by the device's id that leads to {@code PRIORITY:NODE}. udev before 250 had empty files; those are read too. The caller
 * sees to it that one thread works on a link. Source: {@code src/udev/udev-node.c} of systemd 252 and 257, {@code
 * stack_directory_update}.
 */
final class Claims {

  /** Most claims of one link that are looked at. */
  private static final int MOST = 4096;

  private final Path directory;
  private final Path dev;
  private final Sysfs sysfs;
  private final Database database;

  Claims(NodeWork.Places places, Database database) {
    this.directory = places.run().resolve("links");
    this.dev = places.dev();
    this.sysfs = places.sysfs();
    this.database = database;
  }

  /** A device's claim of a link. */
  record Claim(String id, Path node, int priority) {

    /** Whether it goes before another, which has the link now or not. */
    boolean beats(Claim other, Path present) {
      if (other == null || priority != other.priority) {
        return other == null || priority > other.priority;
      }
      return node.equals(present) || !other.node.equals(present) && id.compareTo(other.id) < 0;
    }
  }

  /** Keeps a claim; where that fails the one before it stays. */
  void put(String link, Claim claim) throws IOException {
    Path stack = stack(link);
    Path entry = stack.resolve(claim.id());
    Path content = FileNames.below(Path.of(""), claim.priority() + ":" + FileNames.text(claim.node()));
    if (content.equals(target(entry))) {
      return;
    }
    Files.createDirectories(stack);
    Links.replace(entry, content);
  }

  /** Gives a claim up. */
  void remove(String link, String id) throws IOException {
    Path stack = stack(link);
    Files.deleteIfExists(stack.resolve(id));
    try {
      Files.deleteIfExists(stack);
    } catch (DirectoryNotEmptyException others) {
      removeLeftovers(stack);
    }
  }

  /** udev 252 has a lock file beside the claims, and who is killed leaves a temporary one; they go when all claims are gone. */
  private static void removeLeftovers(Path stack) throws IOException {
    List<Path> leftovers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(stack)) {
      for (Path entry : entries) {
        if (!entry.getFileName().toString().startsWith(".")) {
          return;
        }
        leftovers.add(entry);
      }
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
    Files.deleteIfExists(stack);
  }

  /**
   * The claim of others that goes before all others. Of equal ones that which has the link already, else the lowest id.
   *
   * @param own whose claim is left out
   * @param present the node that the link leads to now, null for none
   */
  Optional<Claim> best(String link, String own, Path present) throws IOException {
    Claim best = null;
    int seen = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(stack(link))) {
      for (Path entry : entries) {
        String id = entry.getFileName().toString();
        if (id.startsWith(".") || id.equals(own) || seen++ >= MOST) {
          continue;
        }
        Claim claim = read(entry, id);
        if (claim != null && claim.beats(best, present)) {
          best = claim;
        }
      }
    } catch (NoSuchFileException nobody) {
      return Optional.empty();
    } catch (DirectoryIteratorException unreadable) {
      throw unreadable.getCause();
    }
    return Optional.ofNullable(best);
  }

  /** The claim in a file; null when it is none, or its node is gone. */
  private Claim read(Path entry, String id) throws IOException {
    Path target = target(entry);
    Claim claim = target == null ? readOld(id) : readNew(FileNames.text(target), id);
    return claim != null && Files.exists(claim.node(), LinkOption.NOFOLLOW_LINKS) ? claim : null;
  }

  private static Claim readNew(String content, String id) throws IOException {
    int colon = content.indexOf(':');
    if (colon <= 0 || !content.startsWith("/", colon + 1)) {
      return null;
    }
    try {
      int priority = Integer.parseInt(content.substring(0, colon));
      return new Claim(id, FileNames.below(Path.of("/"), content.substring(colon + 1)), priority);
    } catch (NumberFormatException noPriority) {
      return null;
    }
  }

  /** The priority is in the database, the name of the node in sysfs. */
  private Claim readOld(String id) throws IOException {
    if (!id.startsWith("b") && !id.startsWith("c")) {
      return null;
    }
    String kind = id.startsWith("b") ? "block" : "char";
    Device device = sysfs.find(FileNames.below(sysfs.root(), "dev/" + kind + "/" + id.substring(1)));
    String name = device == null ? null : device.properties().get("DEVNAME");
    if (name == null || !FileNames.leadsDown(name)) {
      return null;
    }
    return new Claim(id, FileNames.below(dev, name), database.read(id).linkPriority());
  }

  /** Where a symbolic link leads; null when there is none. */
  private static Path target(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link);
    } catch (NoSuchFileException | NotLinkException none) {
      return null;
    }
  }

  private Path stack(String link) throws IOException {
    return FileNames.below(directory, LinkName.of(link));
  }

  /** Whether a failure says no more than that somebody was quicker. */
  static boolean isRace(IOException failed) {
    return failed instanceof NoSuchFileException || failed instanceof FileAlreadyExistsException;
  }
}
