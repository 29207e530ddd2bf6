/**
 * What happened, told to whoever listens.
 *
 * <p>May import {@code uevent}, {@code module}, {@code resolve}.
 */
package io.hotprobe.journal;
