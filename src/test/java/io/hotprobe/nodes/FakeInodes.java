package io.hotprobe.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Device nodes in memory; what is done to them is kept in {@link #calls}. A node is made together with an empty file, so that
 * links to it lead somewhere.
 */
final class FakeInodes implements Inodes {

  final List<String> calls = new ArrayList<>();
  private final Map<Path, Status> nodes = new HashMap<>();

  /** Every call on an inode fails with this when it is set. */
  IOException failure;

  /** Makes a node of root's with mode 0600. */
  void node(Path path, String id) throws IOException {
    node(path, id, 0600);
  }

  void node(Path path, String id, int mode) throws IOException {
    Files.createDirectories(path.getParent());
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(path);
    }
    String[] numbers = id.substring(1).split(":");
    Type type = id.startsWith("b") ? Type.BLOCK : Type.CHARACTER;
    nodes.put(path, new Status(type, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), mode, 0, 0));
  }

  void status(Path path, Status status) {
    nodes.put(path, status);
  }

  void remove(Path path) throws IOException {
    Files.delete(path);
    nodes.remove(path);
  }

  Status status(Path path) {
    return nodes.get(path);
  }

  @Override
  public Inode hold(Path path) throws IOException {
    if (!nodes.containsKey(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new Kept(path);
  }

  private final class Kept implements Inode {

    private final Path path;

    Kept(Path path) {
      this.path = path;
    }

    @Override
    public Status status() {
      return nodes.get(path);
    }

    @Override
    public void owner(int user, int group) throws IOException {
      Status is = called("chown " + user + ":" + group);
      nodes.put(path, new Status(is.type(), is.major(), is.minor(), is.permissions(), user, group));
    }

    @Override
    public void mode(int mode) throws IOException {
      Status is = called("chmod " + Integer.toOctalString(mode));
      nodes.put(path, new Status(is.type(), is.major(), is.minor(), mode, is.user(), is.group()));
    }

    @Override
    public void attribute(String name, byte[] value) throws IOException {
      called("setxattr " + name + " " + Arrays.toString(value));
    }

    @Override
    public void touch() throws IOException {
      called("touch");
    }

    private Status called(String call) throws IOException {
      calls.add(call);
      if (failure != null) {
        throw failure;
      }
      return nodes.get(path);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
