/** The line that is printed when the simulator can be asked. */
export interface Ready {
  ready: true;
  /** The site: `https://127.0.0.1:PORT`. */
  origin: string;
  port: number;
  /** The control endpoint: `http://127.0.0.1:PORT`. */
  control: string;
  /** Path of the authority's certificate, PEM. */
  ca: string;
  /** base64 SHA-256 of the leaf's public key. */
  spki: string;
}
