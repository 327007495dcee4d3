//! An RS256 signing key as a JSON Web Key Set (RFC 7517, RFC 7518 section 6.3).

use anyhow::Context as _;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BigUint, RsaPrivateKey};
use serde_json::json;

use super::secrets::{hex, random};

const BITS: usize = 2048;

/// A key set with one fresh 2048-bit private key, as one line of JSON.
///
/// # Errors
/// The system has no randomness.
pub fn jwks() -> anyhow::Result<String> {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
    let [p, q] = key.primes() else {
        anyhow::bail!("an RSA key of other than two primes");
    };
    let dp = key.dp().context("an RSA key without its precomputed values")?;
    let dq = key.dq().context("an RSA key without its precomputed values")?;
    let qi = key.crt_coefficient().context("an RSA key without its precomputed values")?;
    let set = json!({ "keys": [{
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": hex(&random::<8>()?),
        "n": base64url(key.n()),
        "e": base64url(key.e()),
        "d": base64url(key.d()),
        "p": base64url(p),
        "q": base64url(q),
        "dp": base64url(dp),
        "dq": base64url(dq),
        "qi": base64url(&qi),
    }] });
    Ok(set.to_string())
}

fn base64url(number: &BigUint) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(number.to_bytes_be())
}

#[cfg(test)]
mod tests {
    use super::{BASE64_URL_SAFE_NO_PAD, BigUint, jwks};
    use base64::Engine as _;
    use rsa::traits::PublicKeyParts as _;

    #[test]
    fn the_key_set_holds_one_whole_private_key_of_2048_bits() {
        let set: serde_json::Value = serde_json::from_str(&jwks().unwrap()).unwrap();
        let [key] = set["keys"].as_array().unwrap().as_slice() else { panic!("{set}") };
        let number =
            |name: &str| BigUint::from_bytes_be(&BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap());
        let primes = vec![number("p"), number("q")];
        let one = BigUint::from(1u8);
        assert_eq!(number("dp"), number("d") % (number("p") - &one));
        assert_eq!(number("dq"), number("d") % (number("q") - &one));
        assert_eq!(number("qi") * number("q") % number("p"), one);
        let whole = rsa::RsaPrivateKey::from_components(number("n"), number("e"), number("d"), primes).unwrap();
        whole.validate().unwrap();
        assert_eq!(whole.n().bits(), 2048);
        assert_eq!((&key["kty"], &key["use"], &key["alg"]), (&"RSA".into(), &"sig".into(), &"RS256".into()));
    }
}
