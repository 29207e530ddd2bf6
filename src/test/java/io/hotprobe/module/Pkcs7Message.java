package io.hotprobe.module;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DLSet;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.IssuerAndSerialNumber;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.SignedData;
import org.bouncycastle.asn1.pkcs.SignerInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** Builds a PKCS#7 message as sign-file appends it to a module: without content and certificates. The signature is made up. */
public final class Pkcs7Message {

  public static final String SHA256 = "2.16.840.1.101.3.4.2.1";

  private X500NameBuilder issuer = new X500NameBuilder(BCStyle.INSTANCE);
  private final ASN1EncodableVector signers = new ASN1EncodableVector();
  private BigInteger serial = BigInteger.valueOf(0x1234);
  private String digest = SHA256;
  private byte[] signature = {(byte) 0xab, 0x01, 0x02};

  /** Adds {@code CN=} to the issuer's name. */
  public Pkcs7Message commonName(String name) {
    return namePart("2.5.4.3", new DERUTF8String(name));
  }

  /** Adds any part to the issuer's name. */
  public Pkcs7Message namePart(String type, ASN1Encodable value) {
    issuer.addRDN(new ASN1ObjectIdentifier(type), value);
    return this;
  }

  public Pkcs7Message serial(long number) {
    serial = BigInteger.valueOf(number);
    return this;
  }

  public Pkcs7Message digest(String identifier) {
    digest = identifier;
    return this;
  }

  public Pkcs7Message signature(byte[] bytes) {
    signature = bytes.clone();
    return this;
  }

  /** Ends one signer; what is set from here on is of the next. */
  public Pkcs7Message signed() {
    AlgorithmIdentifier hash = new AlgorithmIdentifier(new ASN1ObjectIdentifier(digest));
    X500Name name = issuer.build();
    issuer = new X500NameBuilder(BCStyle.INSTANCE);
    signers.add(
        new SignerInfo(
            new ASN1Integer(1),
            new IssuerAndSerialNumber(name, serial),
            hash,
            null,
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
            new DEROctetString(signature),
            null));
    return this;
  }

  /** The message with the signers ended so far. */
  public byte[] bytes() {
    SignedData data =
        new SignedData(
            new ASN1Integer(1),
            new DERSet(new AlgorithmIdentifier(new ASN1ObjectIdentifier(digest))),
            new ContentInfo(PKCSObjectIdentifiers.data, null),
            null,
            null,
            new DLSet(signers));
    try {
      return new ContentInfo(PKCSObjectIdentifiers.signedData, data).getEncoded("DL");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
