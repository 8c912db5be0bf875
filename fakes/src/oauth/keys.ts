import { createPublicKey } from "node:crypto";
import {
  type CryptoKey,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from "jose";

/** What the fake signs with, and what stands for keys of service accounts. */
export class Keys {
  readonly #private: CryptoKey;
  readonly jwk: JWK;

  private constructor(privateKey: CryptoKey, jwk: JWK) {
    this.#private = privateKey;
    this.jwk = jwk;
  }

  static async make(kid: string): Promise<Keys> {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    return new Keys(privateKey, { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" });
  }

  pem = () => exportPKCS8(this.#private);

  sign = (claims: JWTPayload, kid = this.jwk.kid ?? "") =>
    new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", kid }).sign(this.#private);

  /** The claims of what was signed with this key; undefined for everything else. */
  async read(token: string): Promise<JWTPayload | undefined> {
    const key = createPublicKey({ key: this.jwk as Record<string, string>, format: "jwk" });
    return jwtVerify(token, key, { algorithms: ["RS256"] }).then(
      ({ payload }) => payload,
      () => undefined,
    );
  }
}
