package io.hotprobe.cli;

import static io.hotprobe.module.SignatureTrailer.counting;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.hotprobe.module.KoFile;
import io.hotprobe.module.Pkcs7Message;
import io.hotprobe.module.SignatureTrailer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * A module directory for modinfo, release 1.0 below a root, with modules of every kind, and loose files beside it: broken ones, packed
 * ones, signed ones.
 */
final class ModinfoTree {

  private final Path root;
  private final Path loose;

  ModinfoTree(Path root) throws IOException {
    this.root = root;
    loose = Files.createDirectories(root.resolve("loose"));
    Path directory = root.resolve("lib/modules/1.0");
    rich().write(directory.resolve("kernel/snd-rich.ko"));
    new KoFile().modinfo("license=GPL").modinfo("alias=dup:a*").write(directory.resolve("kernel/one.ko"));
    new KoFile().modinfo("license=MIT").modinfo("alias=dup:*").export("exported", 1).write(directory.resolve("kernel/two.ko"));
    text("modules.order", "kernel/snd-rich.ko\nkernel/one.ko\nkernel/two.ko\n");
    text("modules.dep", "kernel/snd-rich.ko:\nkernel/one.ko:\nkernel/two.ko:\n");
    text("modules.alias", "alias rich:* snd_rich\nalias dup:a* one\nalias dup:* two\n");
    text("modules.symbols", "alias symbol:exported two\n");
    text("modules.builtin", "kernel/inside.ko\nkernel/quiet.ko\n");
    text(
        "modules.builtin.modinfo",
        "inside.license=GPL\0inside.file=kernel/inside\0inside.parm=a:first\0inside.parmtype=a:int\0inside.parm=b:\0");
    writeLoose();
  }

  Path root() {
    return root;
  }

  /** A loose file by its name. */
  String loose(String name) {
    return loose.resolve(name).toString();
  }

  private void text(String name, String content) throws IOException {
    Files.writeString(root.resolve("lib/modules/1.0").resolve(name), content, ISO_8859_1);
  }

  /** Every odd text a modinfo section can have. */
  static KoFile rich() {
    KoFile file = new KoFile();
    for (String text :
        new String[] {
          "license=GPL", "author=A <a@example.org>", "author=J\u00fcrgen", "description=two\nlines\twith tab", "noequals", "=nokey",
          "a=b=c",
          "parm=io:The port", "parmtype=io:uint", "parm=nocolon", "parmtype=irq:int", "parmtype=nocolon2", "parm=only:described",
          "parm=:noname", "parmtype=io:again", "parm=io:second", "averyveryverylongkey=v", "fifteencharkeyy=1", "fourteencharky=1",
          "filename=foo", "name=other", "signer=claimed", "sig_id=claimed", "parm=empty:", "parmtype=untyped:", "alias=rich:*"
        }) {
      file.modinfo(text);
    }
    return file;
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(loose.resolve(name), content);
  }

  private void writeLoose() throws IOException {
    byte[] module = rich().bytes();
    write("plain.ko", module);
    write("a.b.ko", module);
    write("misnamed.ko.xz", module);
    write("noext", module);
    write("UPPER.KO", module);
    write("empty.ko", new byte[0]);
    write("text.ko", "hello\n".getBytes(ISO_8859_1));
    write("short.ko", Arrays.copyOf(module, 100));
    write("none.ko", new KoFile().export("nothing", 1).bytes());
    Files.createDirectory(loose.resolve("dir.ko"));
    Files.createSymbolicLink(loose.resolve("link.ko"), Path.of("plain.ko"));
    Files.createSymbolicLink(loose.resolve("dangling.ko"), Path.of("nowhere"));
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(xz, new LZMA2Options())) {
      out.write(module);
    }
    write("packed.ko.xz", xz.toByteArray());
    write("truncated.ko.xz", Arrays.copyOf(xz.toByteArray(), 100));
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(module);
    }
    write("packed.ko.gz", gzip.toByteArray());
    writeSigned();
  }

  private void writeSigned() throws IOException {
    signed("x509", new SignatureTrailer(1).signer("Me CA").key(counting(21)).signature(counting(45)).hash(4));
    signed("pgp", new SignatureTrailer(0).signer("S\0N").key(counting(20)).signature(counting(40)).hash(8));
    signed("bare", new SignatureTrailer(1));
    signed("nohash", new SignatureTrailer(1).hash(9));
    signed("nokind", new SignatureTrailer(3));
    signed("noalgorithm", new SignatureTrailer(1).algorithm(2));
    signed("toolong", new SignatureTrailer(1).saidLength(1 << 20));
    signed("nolength", new SignatureTrailer(1).saidLength(0));
    signed("junk", new SignatureTrailer(2).signature(new byte[] {(byte) 0xff, 1}));
    pkcs7("pkcs7", new Pkcs7Message().commonName("Debian CA").signature(counting(256)).signed());
    pkcs7("twosigners", new Pkcs7Message().commonName("zz").signed().commonName("a").signed());
    pkcs7("nobody", new Pkcs7Message());
    DERPrintableString org = new DERPrintableString("Org");
    pkcs7("nocn", new Pkcs7Message().namePart("2.5.4.11", new DERPrintableString("unit")).namePart("2.5.4.10", org).signed());
    pkcs7("cnfirst", new Pkcs7Message().commonName("First").namePart("2.5.4.10", org).commonName("Second").signed());
    pkcs7("noname", new Pkcs7Message().signed());
    pkcs7("wide", new Pkcs7Message().namePart("2.5.4.3", new DERBMPString("\u4e2d\u6587")).signed());
    pkcs7("utf8", new Pkcs7Message().commonName("J\u00fcrgen \u2603").signed());
    pkcs7("serial0", new Pkcs7Message().commonName("CA").serial(0).signed());
    pkcs7("negative", new Pkcs7Message().commonName("CA").serial(-256).signed());
    pkcs7("unknown", new Pkcs7Message().commonName("CA").digest("2.16.840.1.101.3.4.2.8").signed());
    String[] digests = {
      "1.2.840.113549.2.4", "1.2.840.113549.2.5", "1.3.14.3.2.26", "1.3.36.3.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3",
      "2.16.840.1.101.3.4.2.4", "1.2.156.10197.1.401"
    };
    for (int i = 0; i < digests.length; i++) {
      pkcs7("digest" + i, new Pkcs7Message().commonName("CA").digest(digests[i]).signed());
    }
    byte[] message = new Pkcs7Message().commonName("CA").signed().bytes();
    signed("trailing", new SignatureTrailer(2).signature(Arrays.copyOf(message, message.length + 4)));
    signed("cut", new SignatureTrailer(2).signature(Arrays.copyOf(message, message.length - 4)));
  }

  private void pkcs7(String name, Pkcs7Message message) throws IOException {
    signed(name, new SignatureTrailer(2).signature(message.bytes()));
  }

  private void signed(String name, SignatureTrailer trailer) throws IOException {
    write(name + ".ko", new KoFile().modinfo("license=GPL").modinfo("parm=a:b").append(trailer.bytes()).bytes());
  }
}
