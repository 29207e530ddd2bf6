/**
 * What happened, told to whoever listens, and kept: the history, and what is under way.
 *
 * <p>May import {@code uevent}, {@code module}, {@code resolve}, {@code rules}. Home of Jackson's streams beside {@code cli}.
 */
package io.hotprobe.journal;
