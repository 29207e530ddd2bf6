package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An event whose node, links, tags and database entry are done.
 *
 * @param id as {@link io.hotprobe.sysfs.DeviceId} gives it; empty for a device without one
 * @param properties all of them, as the programs of RUN and the listeners get them, in order
 * @param tags all that the device ever had
 * @param problems what could not be done; the rest was
 * @param watched what the kernel sent about a device whose node is to be watched from now on; empty for another
 */
public record Processed(
    String id, Map<String, String> properties, Set<String> tags, List<Diagnostic> problems, Map<String, String> watched) {

  public Processed {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    problems = List.copyOf(problems);
  }

  /** One whose node is not to be watched. */
  public Processed(String id, Map<String, String> properties, Set<String> tags, List<Diagnostic> problems) {
    this(id, properties, tags, problems, Map.of());
  }

  /** This with one more property, as {@code UDEV_WORKER_FAILED}. */
  public Processed with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(properties);
    more.put(key, value);
    return new Processed(id, more, tags, problems, watched);
  }
}
