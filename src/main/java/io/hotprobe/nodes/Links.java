package io.hotprobe.nodes;

import io.hotprobe.nodes.Claims.Claim;
import io.hotprobe.rules.Database;
import io.hotprobe.sysfs.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The links to device nodes. Of the devices that claim a link the one with the highest priority has it; of equal ones the one that
 * came last, and it keeps the link when one of them leaves. What is not a link is never touched: the nodes of the kernel go first.
 * Safe for any thread.
 */
final class Links {

  /** Locks for links; two links may share one. */
  private static final int LOCKS = 256;

  /** How often something is tried while other threads make and remove the same directories. */
  private static final int TRIES = 16;

  private final Path dev;
  private final Claims claims;
  private final Object[] locks = new Object[LOCKS];

  Links(NodeWork.Places places, Database database) {
    this.dev = places.dev();
    this.claims = new Claims(places, database);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Claims a link, and takes it unless another device goes before.
   *
   * @throws IOException the claim could not be kept, which does not keep the link from being made, or the link could not be made
   */
  void claim(String link, DeviceNode node, int priority) throws IOException {
    Path path = path(link);
    Claim own = new Claim(node.id(), node.path(), priority);
    synchronized (lock(link)) {
      try {
        claims.put(link, own);
      } finally {
        Optional<Claim> other = claims.best(link, own.id(), present(path));
        lead(path, other.filter(claim -> claim.priority() > priority).orElse(own).node());
      }
    }
  }

  /** Gives a claim up. The link goes to the next that claims it, or away. */
  void release(String link, DeviceNode node) throws IOException {
    Path path = path(link);
    synchronized (lock(link)) {
      claims.remove(link, node.id());
      Optional<Claim> next = claims.best(link, node.id(), present(path));
      if (next.isPresent()) {
        lead(path, next.get().node());
      } else {
        remove(path);
      }
    }
  }

  /** Makes a link that nobody else claims. */
  void make(String link, DeviceNode node) throws IOException {
    synchronized (lock(link)) {
      lead(path(link), node.path());
    }
  }

  /** Takes a link away that nobody else claims. */
  void unmake(String link) throws IOException {
    synchronized (lock(link)) {
      remove(path(link));
    }
  }

  private Object lock(String link) {
    return locks[(link.hashCode() & Integer.MAX_VALUE) % LOCKS];
  }

  private Path path(String link) throws IOException {
    if (!FileNames.leadsDown(link)) {
      throw new IOException("the link '" + link + "' leads out of " + dev);
    }
    return FileNames.below(dev, link);
  }

  /** The path that a link leads to, null when there is no link. */
  private static Path present(Path link) throws IOException {
    return Files.isSymbolicLink(link) ? link.getParent().resolve(Files.readSymbolicLink(link)).normalize() : null;
  }

  private void lead(Path link, Path node) throws IOException {
    Path target = link.getParent().relativize(node);
    for (int tries = 1; ; tries++) {
      try {
        Files.createDirectories(link.getParent());
        leadOnce(link, target);
        return;
      } catch (IOException failed) {
        if (tries >= TRIES || !Claims.isRace(failed)) {
          throw failed;
        }
      }
    }
  }

  private static void leadOnce(Path link, Path target) throws IOException {
    if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      Files.createSymbolicLink(link, target);
    } else if (!Files.isSymbolicLink(link)) {
      throw new IOException("not a link, so it is left as it is, and no link to " + target + " is made");
    } else if (!Files.readSymbolicLink(link).equals(target)) {
      replace(link, target);
    }
  }

  /** Puts a link in the place of another or of a file, at once or not at all. */
  static void replace(Path link, Path target) throws IOException {
    Path temporary = link.resolveSibling(".#" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    Files.createSymbolicLink(temporary, target);
    try {
      Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      Files.deleteIfExists(temporary);
      throw failed;
    }
  }

  private void remove(Path link) throws IOException {
    if (Files.isSymbolicLink(link)) {
      Files.deleteIfExists(link);
    }
    for (Path above = link.getParent(); isDirectory(above) && !above.equals(dev); above = above.getParent()) {
      try {
        Files.delete(above);
      } catch (DirectoryNotEmptyException | NoSuchFileException done) {
        return;
      }
    }
  }

  /** A link's name may lead through a node or through a link of others, which are not ours to take away. */
  private static boolean isDirectory(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }
}
