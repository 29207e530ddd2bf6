package io.hotprobe.nodes;

import io.hotprobe.module.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Placeholder until the node work is merged. */
public record Processed(String id, Map<String, String> properties, Set<String> tags, Set<String> currentTags, List<Diagnostic> problems) {}
