package io.hotprobe.module;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which files a process with root's rights may follow: those that nobody but root could have written, made or put in their place.
 *
 * <p>A way is walked name by name from {@code /}, links included. Every directory, every link and the file at its end must belong to
 * root, and neither the directories nor the file may be writable by others: by all, or by a group that is not root's. A sticky directory
 * on the way may be (as {@code /tmp}, {@code /nix/store}), since nobody can replace what is root's in it; one that is itself asked for
 * may not, since anybody could add to it. {@code /dev/null} counts, it holds nothing.
 *
 * <p>There is no race to be won between this and opening the file: each step looks in a directory that was found to be root's alone
 * before, so from then on only root changes what its names lead to. An access list that lets somebody write shows as the group's right
 * to write; with group root it is not told from that.
 *
 * <p>Holds no state; safe for any thread.
 */
public final class Trust {

  /** Follows every file: for what is done without root's rights, or on another machine's files. */
  public static final Trust ALL = new Trust(Set.of(), Set.of(), List.of());

  /** Most links on a way, as for the kernel. */
  static final int MOST_LINKS = 40;

  private static final Path ROOT = Path.of("/");
  private static final Path NOTHING = Path.of("/dev/null");

  // include/uapi/linux/stat.h
  private static final int FORMAT = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int STICKY = 01000;
  private static final int GROUP_WRITES = 020;
  private static final int OTHERS_WRITE = 02;

  private final Set<Integer> owners;
  private final Set<Integer> groups;
  private final List<Path> exempt;

  private Trust(Set<Integer> owners, Set<Integer> groups, List<Path> exempt) {
    this.owners = Set.copyOf(owners);
    this.groups = Set.copyOf(groups);
    this.exempt = List.copyOf(exempt);
  }

  /**
   * Follows root's files only.
   *
   * @param exempt directories below which every file is followed, such as the program's own: who writes there changes the program
   */
  public static Trust ofRoot(List<Path> exempt) {
    return new Trust(Set.of(0), Set.of(0), exempt);
  }

  /** Follows files of these users, writable by none but them and these groups. */
  static Trust of(Set<Integer> owners, Set<Integer> groups) {
    return new Trust(owners, groups, List.of());
  }

  /**
   * Looks at the way to a file or directory.
   *
   * @param path absolute
   * @return what is wrong; empty when it may be followed, also when it does not exist
   */
  public Optional<Distrust> in(Path path) {
    if (owners.isEmpty() || exempt.stream().anyMatch(path.normalize()::startsWith)) {
      return Optional.empty();
    }
    try {
      return new Way(path).walked();
    } catch (IOException notThere) {
      // Whoever opens it meets the same.
      return Optional.empty();
    }
  }

  /** The way to one path. */
  private final class Way {

    private final Deque<Path> names = new ArrayDeque<>();
    private Path reached = ROOT;
    private int links;

    Way(Path path) {
      path.forEach(names::add);
    }

    Optional<Distrust> walked() throws IOException {
      Optional<Distrust> wrong = entry(ROOT);
      while (wrong.isEmpty() && !names.isEmpty()) {
        wrong = step(names.pop());
      }
      return wrong;
    }

    private Optional<Distrust> step(Path name) throws IOException {
      switch (name.toString()) {
        case "", "." -> {
          return Optional.empty();
        }
        case ".." -> {
          reached = reached.equals(ROOT) ? ROOT : reached.getParent();
          return entry(reached);
        }
        default -> {
          return entry(reached.resolve(name));
        }
      }
    }

    /** Looks at one directory, link or file in a directory that was found to be good, and goes there. */
    private Optional<Distrust> entry(Path at) throws IOException {
      Map<String, Object> is = Files.readAttributes(at, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
      int mode = (Integer) is.get("mode");
      int owner = (Integer) is.get("uid");
      boolean isLink = (mode & FORMAT) == LINK;
      if (!owners.contains(owner)) {
        String problem = "belongs to user " + Integer.toUnsignedString(owner) + ", not to root";
        return Optional.of(new Distrust(at, problem, remedy(at, isLink, isLink || !isWritable(mode, (Integer) is.get("gid")))));
      }
      if (isLink) {
        follow(at);
        return Optional.empty();
      }
      reached = at;
      if (!isWritable(mode, (Integer) is.get("gid")) || at.equals(NOTHING) || isSafelySticky(mode)) {
        return Optional.empty();
      }
      String whose = (mode & OTHERS_WRITE) != 0 ? "everybody" : "group " + Integer.toUnsignedString((Integer) is.get("gid"));
      return Optional.of(new Distrust(at, "can be written by " + whose, "chmod go-w " + at));
    }

    private boolean isSafelySticky(int mode) {
      return (mode & FORMAT) == DIRECTORY && (mode & STICKY) != 0 && !names.isEmpty();
    }

    private void follow(Path link) throws IOException {
      if (++links > MOST_LINKS) {
        throw new IOException("too many links");
      }
      Path target = Files.readSymbolicLink(link);
      List<Path> before = List.copyOf(names);
      names.clear();
      target.forEach(names::add);
      names.addAll(before);
      reached = target.isAbsolute() ? ROOT : link.getParent();
    }
  }

  private boolean isWritable(int mode, int group) {
    return (mode & OTHERS_WRITE) != 0 || (mode & GROUP_WRITES) != 0 && !groups.contains(group);
  }

  private static String remedy(Path at, boolean isLink, boolean ownerIsAll) {
    return "chown " + (isLink ? "-h " : "") + "root: " + at + (ownerIsAll ? "" : "; chmod go-w " + at);
  }
}
