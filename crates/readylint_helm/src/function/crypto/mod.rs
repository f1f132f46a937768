//! Certificates, keys, hashes of passwords, encryption (Sprig's `crypto.go`). What differs from run to run in Helm is a
//! stand-in (helm-rendering.md §3); no key is ever computed.

mod certificates;
mod cipher;
mod der;
mod passwords;
mod pem;

use super::{Call, Function, FunctionError, Parameter, plain};
use crate::provenance::Text;
use crate::value::Value;

const TEXT: &[Parameter] = &[Parameter::String];
const TEXT_2: &[Parameter] = &[Parameter::String, Parameter::String];
const AUTHORITY: Parameter = Parameter::Named(certificates::TYPE);

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("bcrypt", TEXT, passwords::bcrypt),
    plain("buildCustomCert", TEXT_2, certificates::build_custom),
    plain("decryptAES", TEXT_2, cipher::decrypt),
    plain(
        "derivePassword",
        &[Parameter::Uint32, Parameter::String, Parameter::String, Parameter::String, Parameter::String],
        passwords::derive,
    ),
    plain("encryptAES", TEXT_2, cipher::encrypt),
    plain("genCA", &[Parameter::String, Parameter::Int], certificates::authority),
    plain(
        "genCAWithKey",
        &[Parameter::String, Parameter::Int, Parameter::String],
        certificates::authority_with_key,
    ),
    plain("genPrivateKey", TEXT, certificates::private_key),
    plain(
        "genSelfSignedCert",
        &[Parameter::String, Parameter::List, Parameter::List, Parameter::Int],
        certificates::self_signed,
    ),
    plain(
        "genSelfSignedCertWithKey",
        &[Parameter::String, Parameter::List, Parameter::List, Parameter::Int, Parameter::String],
        certificates::self_signed_with_key,
    ),
    plain(
        "genSignedCert",
        &[Parameter::String, Parameter::List, Parameter::List, Parameter::Int, AUTHORITY],
        certificates::signed,
    ),
    plain(
        "genSignedCertWithKey",
        &[Parameter::String, Parameter::List, Parameter::List, Parameter::Int, AUTHORITY, Parameter::String],
        certificates::signed_with_key,
    ),
    plain("htpasswd", TEXT_2, passwords::htpasswd),
];

type Outcome = Result<Value, FunctionError>;

/// A stand-in for something random.
fn stand_in(call: &mut Call<'_>, name: &'static str, bytes: impl AsRef<[u8]>) -> Text {
    let origin = call.random(name);
    Text::of(bytes, origin)
}
