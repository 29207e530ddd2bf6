package io.hotprobe.journal;

import java.util.Optional;

/**
 * A uevent that is done with.
 *
 * @param handled what was done; empty when there was nothing to do, or hotprobe failed
 * @param fault how hotprobe itself failed; empty when it did not
 * @param nanos when, by {@link System#nanoTime}
 */
public record Done(Observed uevent, Optional<Handled> handled, Optional<String> fault, long nanos) {}
