package org.stillframe.account;

/**
 * What a new signing key consists of, as it is stored.
 *
 * @param id thumbprint of the public half
 * @param publicKey in X.509's form, Base64
 * @param sealedPrivateKey what {@link KeySeal} makes of the private half in PKCS #8's form
 */
public record KeyMaterial(String id, String publicKey, String sealedPrivateKey) {}
