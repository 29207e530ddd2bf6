package io.hotprobe.depmod;

import java.util.List;
import java.util.function.Supplier;

/** Is told what goes wrong and what is found out while the index files are made, by one thread at a time. A message has no line end. */
public interface DepmodLog {

  /** What makes the result incomplete. */
  void error(String text);

  /** What the result does not suffer from, or what was asked for. */
  void warning(String text);

  /** That {@code module} depends on {@code provider}, and through which symbol; paths. Once for each such pair. */
  default void needs(String module, String symbol, String provider) {}

  /** That nobody provides a symbol without which {@code module}, a path, cannot be loaded. */
  default void unknownSymbol(String module, String symbol) {}

  /** That {@code module}, a path, was built against another version of a symbol than there is. */
  default void otherVersion(String module, String symbol) {}

  /** Asks whether to tell what an index file, named, holds twice; each as {@code KEY VALUE}. */
  default void duplicates(String index, Supplier<List<String>> entries) {}
}
