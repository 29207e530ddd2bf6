/**
 * What a kernel release knows of its modules (names, files, dependencies) and the port to the kernel's module loader.
 *
 * <p>Imports nothing of ours. Home of the decompressors (xz, zstd) and of BouncyCastle, which reads signatures.
 */
package io.hotprobe.module;
