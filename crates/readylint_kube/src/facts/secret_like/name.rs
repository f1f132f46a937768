//! Names that say that a secret stands behind them.

/// What a secret-like name says, as words.
const SECRET: [&[&str]; 13] = [
    &["PASSWORD"],
    &["PASSWD"],
    &["PASSPHRASE"],
    &["SECRET"],
    &["TOKEN"],
    &["API", "KEY"],
    &["APIKEY"],
    &["PRIVATE", "KEY"],
    &["ACCESS", "KEY"],
    &["CREDENTIAL"],
    &["DSN"],
    &["CONNECTION", "STRING"],
    // the variable of PostgreSQL's clients, which has no word boundary
    &["PGPASSWORD"],
];

/// Last words that say that something about a secret stands there. `URL` is one because the user info, if there is one,
/// is found by value.
const ABOUT: [&[&str]; 24] = [
    &["NAME"],
    &["FILE"],
    &["PATH"],
    &["DIR"],
    &["KEY", "ID"],
    &["REF"],
    &["TTL"],
    &["EXPIRY"],
    &["LENGTH"],
    &["HEADER"],
    &["URL"],
    &["ENABLED"],
    &["ROTATION"],
    &["METHOD"],
    &["ALGORITHM"],
    &["ALGO"],
    &["HASH"],
    &["ENDPOINT"],
    &["PREFIX"],
    &["IMAGE"],
    &["VERSION"],
    &["AUDIENCE"],
    &["HOST"],
    &["NAMESPACE"],
];

/// Words that name the object which holds the secret, or something that is none. What `NEXT_PUBLIC` stands before is shown to
/// every browser.
const REFERENCES: [&[&str]; 9] = [
    &["EXISTING"],
    &["PULL", "SECRET"],
    &["PUBLIC", "KEY"],
    &["PUBLIC", "API", "KEY"],
    &["PUBLIC", "ACCESS"],
    &["PUBLIC", "TOKEN"],
    &["NEXT", "PUBLIC"],
    &["PUBLISHABLE"],
    &["CHECKSUM"],
];

/// How many bytes of a name are read, from its end; words behind decide.
const LENGTH: usize = 256;

/// Whether `name` says that its value is a secret: one of the words of D8, at the boundaries of words in snake, kebab or
/// camel case, whatever the case of letters, and in the plural too.
pub fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let last = |about: &&[&str]| ends_with(&words, about);
    !ABOUT.iter().any(last)
        && !is_reference(name, &words)
        && SECRET.iter().any(|secret| words.windows(secret.len()).any(|window| same(window, secret)))
}

/// Whether the words of a secret are the last of `name`, but for a number or `KEY`: `DB_PASSWORD_2`, `SECRET_KEY`. Names
/// like `TOKEN_ISSUER` and `PASSWORD_POLICY` say less.
pub(super) fn ends_in_secret(name: &str) -> bool {
    // `userSecretKey` in the values of a chart names a key
    if name.ends_with("SecretKey") {
        return false;
    }
    let mut words = words(name);
    while words.last().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
        words.pop();
    }
    let is_secret = |words: &[String]| SECRET.iter().any(|secret| ends_with(words, secret));
    is_secret(&words)
        || matches!(words.split_last(), Some((last, before)) if matches!(last.as_str(), "KEY" | "VALUE") && is_secret(before))
}

/// Whether `name` speaks of a password, which people choose, and not of what machines make.
pub(super) fn is_password(name: &str) -> bool {
    let words = words(name);
    words
        .iter()
        .any(|word| ["PASSWORD", "PASSWD", "PASSPHRASE", "PGPASSWORD"].iter().any(|it| is_word(word, it)))
}

/// `secretKey` and `existingSecret` in camel case are fields that name a key and an object; `SECRET_KEY` is a secret.
fn is_reference(name: &str, words: &[String]) -> bool {
    let field = name.rsplit(['.', '/']).next().unwrap_or_default();
    field == "secretKey" || REFERENCES.iter().any(|it| words.windows(it.len()).any(|window| same(window, it)))
}

fn ends_with(words: &[String], wanted: &[&str]) -> bool {
    words.len() >= wanted.len() && same(&words[words.len() - wanted.len()..], wanted)
}

fn same(words: &[String], wanted: &[&str]) -> bool {
    words.len() == wanted.len() && words.iter().zip(wanted).all(|(word, wanted)| is_word(word, wanted))
}

/// Whether `word` is `wanted`, or its plural.
fn is_word(word: &str, wanted: &str) -> bool {
    word == wanted || word.strip_suffix('S') == Some(wanted)
}

/// The words of a name in upper case.
fn words(name: &str) -> Vec<String> {
    let start = name.len().saturating_sub(LENGTH);
    let bytes = &name.as_bytes()[start..];
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &byte) in bytes.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at + 1);
        // `dbPassword`, `APIKey`, `key2Token`
        let starts = byte.is_ascii_uppercase()
            && before.is_some_and(|before| {
                !before.is_ascii_uppercase() || after.is_some_and(u8::is_ascii_lowercase)
            });
        let turns = before.is_some_and(|before| before.is_ascii_digit() != byte.is_ascii_digit());
        if (starts || turns || !byte.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_uppercase()));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
