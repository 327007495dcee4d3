//! The words of policies that every engine writes the same way.

use crate::topology::TlsProfile;

/// What `security_headers: true` adds to every answer: name and value.
pub const SECURITY_HEADERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// The media types that `compress: true` compresses; `text/event-stream` is absent on purpose: compression would hold
/// events back.
pub const COMPRESSIBLE_TYPES: [&str; 10] = [
    "text/html",
    "text/css",
    "text/plain",
    "text/javascript",
    "text/xml",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
];

/// The smallest body that is compressed, in bytes.
pub const COMPRESS_FROM_BYTES: u32 = 1024;

/// The leading bits of an IPv6 client's address that limits count by: one customer gets at least a /64 (RFC 6177).
pub const IPV6_CLIENT_PREFIX: u8 = 64;

/// What a proxy may offer in TLS, by the Server Side TLS guideline 6.0 (<https://data.tlsref.org/guidelines/6.0.json>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TlsGuideline {
    /// TLS 1.2 is offered besides 1.3.
    pub tls12: bool,
    /// Cipher suites of TLS 1.2, by their OpenSSL names and their IANA names.
    pub ciphers: &'static [(&'static str, &'static str)],
    /// Cipher suites of TLS 1.3.
    pub ciphersuites: &'static [&'static str],
    /// Key exchange groups, by their OpenSSL names; the first needs OpenSSL 3.5.
    pub curves: &'static [&'static str],
}

/// The group that resists quantum computers; OpenSSL has it from 3.5 on.
pub const POST_QUANTUM_CURVE: &str = "X25519MLKEM768";

const CIPHERSUITES: &[&str] = &["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

const CURVES: &[&str] = &[POST_QUANTUM_CURVE, "X25519", "prime256v1", "secp384r1"];

const CIPHERS: &[(&str, &str)] = &[
    ("ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    ("ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    ("ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    ("ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
];

/// The guideline's words for a profile.
pub const fn tls_guideline(profile: TlsProfile) -> TlsGuideline {
    match profile {
        TlsProfile::Intermediate => {
            TlsGuideline { tls12: true, ciphers: CIPHERS, ciphersuites: CIPHERSUITES, curves: CURVES }
        }
        TlsProfile::Modern => TlsGuideline { tls12: false, ciphers: &[], ciphersuites: CIPHERSUITES, curves: CURVES },
    }
}
