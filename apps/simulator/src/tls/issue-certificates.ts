import 'reflect-metadata';
import { createHash } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const VALID_DAYS = 30;

/** What a TLS server and its readers need; every field but `spki` is PEM text. */
export interface Certificates {
  ca: string;
  cert: string;
  key: string;
  /** base64 of the SHA-256 of the leaf's public key, as Chromium's `--ignore-certificate-errors-spki-list` wants it. */
  spki: string;
}

/**
 * Makes a throw-away authority and one leaf for claude.ai on loopback. The authority's private key
 * never leaves this function, so the certificate that a test trusts can sign nothing else.
 *
 * @param now ms since the epoch; both certificates are valid from a day before to 30 days after.
 */
export async function issueCertificates(now: number): Promise<Certificates> {
  const [authority, leaf] = await Promise.all([generateKeys(), generateKeys()]);
  const validity = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + VALID_DAYS * DAY_MS) };
  const issuer = 'CN=ClaudeMeter simulator (throw-away), O=Simulated';

  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: issuer,
    keys: authority,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authority.publicKey),
    ],
  });
  const cert = await X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=claude.ai, O=Simulated',
    issuer,
    publicKey: leaf.publicKey,
    signingKey: authority.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'claude.ai' },
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
      await SubjectKeyIdentifierExtension.create(leaf.publicKey),
    ],
  });

  const publicKey = await crypto.subtle.exportKey('spki', leaf.publicKey);
  const privateKey = await crypto.subtle.exportKey('pkcs8', leaf.privateKey);
  return {
    ca: `${ca.toString('pem')}\n`,
    cert: `${cert.toString('pem')}\n`,
    key: `${PemConverter.encode(privateKey, 'PRIVATE KEY')}\n`,
    spki: createHash('sha256').update(Buffer.from(publicKey)).digest('base64'),
  };
}

function generateKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
