/**
 * The service's life: wire, start, replay what is plugged in, run, close.
 *
 * <p>May import {@code pipeline} and what lies below it; not {@code linux} and not {@code simulate}.
 */
package io.hotprobe.daemon;
