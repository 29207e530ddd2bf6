/**
 * What a kernel release knows of its modules (names, files, dependencies) and the port to the kernel's module loader.
 *
 * <p>Imports nothing of ours. Home of the decompressors (xz, zstd).
 */
package io.hotprobe.module;
