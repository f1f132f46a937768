//! What values look like that are no secrets.

use std::ops::Range;

use crate::facts::environment::OPAQUE;

/// Passwords that everybody knows: no placeholders, and no chance either.
const WELL_KNOWN: [&str; 13] = [
    "changeit",
    "changeme",
    "letmein",
    "pass",
    "passw0rd",
    "password",
    "promoperator",
    "qwerty",
    "root",
    "s3cr3t",
    "secret",
    "supersecret",
    "toor",
];

/// Passwords that everybody knows and that are also names of users, products or objects.
const NAMES: [&str; 17] = [
    "admin",
    "administrator",
    "bitnami",
    "default",
    "elastic",
    "grafana",
    "guest",
    "keycloak",
    "master",
    "minio",
    "minioadmin",
    "mongo",
    "mysql",
    "postgres",
    "rabbitmq",
    "redis",
    "test",
];

/// Words that stand for a choice or for nothing.
const CHOICES: [&str; 22] = [
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "enabled",
    "disabled",
    "none",
    "null",
    "nil",
    "undefined",
    "unset",
    "auto",
    "required",
    "optional",
    "always",
    "never",
    "any",
    "empty",
];

/// Beginnings of references that something else resolves.
const REFERENCES: [&str; 12] = [
    "arn:",
    "vault:",
    ">>vault:",
    "ref+",
    "secretref+",
    "enc[",
    "sha256:",
    "ssh-rsa ",
    "ssh-ed25519 ",
    "file:",
    "secretsmanager:",
    "awssm:",
];

/// Beginnings of values that are made to be seen: keys for browsers, and hashes of passwords as `crypt`, LDAP, Django and
/// PostgreSQL write them, which nobody can log in with.
const PUBLIC: [&str; 16] = [
    "pk_live_",
    "pk_test_",
    "$1$",
    "$2a$",
    "$2b$",
    "$2y$",
    "$5$",
    "$6$",
    "$7$",
    "$y$",
    "$apr1$",
    "$argon2",
    "$pbkdf2",
    "$scrypt$",
    "pbkdf2_sha",
    "scram-sha-256$",
];

/// Where the value stands without the white space and quotes around it; `None` if nothing is left.
pub(super) fn trimmed(value: &str) -> Option<Range<usize>> {
    let is_around = |char: char| char.is_ascii_whitespace() || char == '"' || char == '\'';
    let start = value.len() - value.trim_start_matches(is_around).len();
    let end = value.trim_end_matches(is_around).len();
    (start < end).then_some(start..end)
}

/// Whether everybody knows the password: `changeme`, `Admin123`, `change_me!`.
pub(super) fn is_well_known(value: &str) -> bool {
    is_one_of(value, &WELL_KNOWN) || is_one_of(value, &NAMES)
}

/// Whether everybody knows the password, and it is also the name of something.
pub(super) fn is_well_known_name(value: &str) -> bool {
    is_one_of(value, &NAMES)
}

fn is_one_of(value: &str, words: &[&str]) -> bool {
    if value.len() > 64 {
        return false;
    }
    let plain: String = value.chars().filter(|char| !matches!(char, '-' | '_' | '.' | '!' | ' ')).collect();
    let plain = plain.to_ascii_lowercase();
    let bare = plain.trim_end_matches(|char: char| char.is_ascii_digit());
    words.contains(&plain.as_str()) || words.contains(&bare)
}

/// Whether the value stands for one that is filled in elsewhere: `$(VAR)`, `${VAR}`, `{{ … }}`, `%(var)s`, `<password>`, `xxx`,
/// `***`, `REPLACE_ME`, `your-token-here`, or an example of documentation.
pub(super) fn is_placeholder(value: &str) -> bool {
    let marks = ["$(", "${", "$__", "{{", "<%", "%{", "%(", "#{", "((", "..."];
    if marks.into_iter().any(|mark| value.contains(mark)) || value.contains(OPAQUE) {
        return true;
    }
    let wrapped = [("<", ">"), ("[", "]"), ("%", "%"), ("@", "@"), ("__", "__"), ("{", "}")];
    if wrapped
        .into_iter()
        .any(|(open, close)| value.len() > 2 && value.starts_with(open) && value.ends_with(close))
    {
        return true;
    }
    let is_variable = |name: &str| {
        let mut bytes = name.bytes();
        bytes.clone().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            || bytes.all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    if value.strip_prefix('$').is_some_and(|name| !name.is_empty() && is_variable(name)) {
        return true;
    }
    // what `printf` fills in
    if value.starts_with('%') && value.len() <= 4 || is_yours(value) {
        return true;
    }
    let mut chars = value.chars();
    let first = chars.next();
    if chars.all(|char| Some(char.to_ascii_lowercase()) == first.map(|first| first.to_ascii_lowercase())) {
        return true;
    }
    let head: String = value.chars().take(256).collect::<String>().to_ascii_lowercase();
    let starts = [
        "yourpass",
        "yoursecret",
        "yourtoken",
        "yourkey",
        "yourapi",
        "my-secret",
        "replace",
        "insert",
        "todo",
        "tbd",
        "fixme",
        "xxxx",
        "put-",
        "put_",
    ];
    let inside =
        ["example", "placeholder", "redacted", "dummy", "replace-me", "replace_me", "replaceme", "xxxxx"];
    starts.into_iter().any(|start| head.starts_with(start))
        || inside.into_iter().any(|part| head.contains(part))
}

/// Whether the value says whose it is to be: `your-token`, `YOUR_TOKEN`, `YourToken`.
pub(super) fn is_yours(value: &str) -> bool {
    let Some((your, rest)) = value.split_at_checked(4) else { return false };
    let mut rest = rest.chars();
    your.eq_ignore_ascii_case("your")
        && rest.next().is_some_and(|next| {
            matches!(next, '-' | '_' | ' ' | '.') || next.is_ascii_uppercase() && your.ends_with('r')
        })
        && rest.next().is_some()
}

/// Whether the value is something else than a secret: a choice, a number, a path, a URL, a host, an image, a pattern, the name of an object or
/// of a key, a list, text.
pub(super) fn is_harmless(value: &str) -> bool {
    let lower = value.get(..32).unwrap_or(value).to_ascii_lowercase();
    CHOICES.contains(&lower.as_str())
        || REFERENCES.into_iter().any(|start| lower.starts_with(start))
        || is_public(&lower)
        || value.contains("://")
        || value.starts_with(['{', '[', '(', '-', '#', '*', '^'])
        || value.contains("@sha256:")
        || is_alphabet(value)
        || is_number(value)
        || is_path(value)
        || is_list(value)
        || is_address(value)
        || is_name(value)
}

/// Whether the value is public, or the line of a user with a hash: `admin:$2y$05$…`.
fn is_public(value: &str) -> bool {
    let hash = value.split_once(':').map_or(value, |(_, hash)| hash);
    PUBLIC.into_iter().any(|start| value.starts_with(start) || hash.starts_with(start))
}

/// The characters that passwords may have, not one of them.
fn is_alphabet(value: &str) -> bool {
    let has = |run: &[u8]| value.as_bytes().windows(run.len()).any(|part| part.eq_ignore_ascii_case(run));
    has(b"abcdefghijkl") || has(b"a-z0-9")
}

/// Digits, and what may stand between or behind them: `42`, `1_000`, `1.5`, `30s`, `10Mi`, `2024-01-01`.
fn is_number(value: &str) -> bool {
    let number = value.trim_end_matches(|char: char| char.is_ascii_alphabetic() || char == '%');
    value.len() - number.len() <= 3
        && number.starts_with(|char: char| char.is_ascii_digit() || matches!(char, '-' | '+' | '.'))
        && number.bytes().all(|byte| byte.is_ascii_digit() || b"._,:+-".contains(&byte))
}

fn is_path(value: &str) -> bool {
    let is_drive = value.len() > 3 && value.get(1..3) == Some(":\\");
    let starts = ["/", "./", "../", "~/"].into_iter().any(|start| value.starts_with(start));
    starts
        || is_drive
        || value.contains('/') && value.split('/').all(|part| part.is_empty() || is_wordy(part))
}

/// `a=b,c=d`, `a,b,c`, `Server=db;Port=1`: settings, and passwords in them are found by their key.
fn is_list(value: &str) -> bool {
    let inner = value.trim_end_matches('=');
    let separators = value.bytes().filter(|byte| matches!(byte, b',' | b';')).count();
    separators > 0 && inner.contains('=')
        || separators > 1 && value.split([',', ';']).all(|part| is_wordy(part.trim()))
}

/// `user@host.tld` in lower case.
fn is_address(value: &str) -> bool {
    let is_part = |text: &str| {
        text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._+-".contains(&byte))
    };
    value.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && is_part(user) && is_part(host) && host.contains('.') && is_wordy(host)
    })
}

/// Words with something between them: `db-credentials`, `tls.key`, `db.example.org:5432`, `DB_PASSWORD`.
fn is_name(value: &str) -> bool {
    let host = value.rsplit_once(':').filter(|(_, port)| is_number(port)).map_or(value, |(host, _)| host);
    host.contains(['-', '.', '_', ':']) && is_wordy(host)
}

/// Whether the value is made of words, numbers and the hash that kustomize appends.
fn is_wordy(value: &str) -> bool {
    let mut parts = value.split(['-', '.', '_', ':']).peekable();
    let mut count = 0;
    let mut previous = "";
    while let Some(part) = parts.next() {
        count += 1;
        let is_last_hash = count > 1 && parts.peek().is_none() && is_hash(part) && !previous.is_empty();
        if !is_word(part) && !is_last_hash {
            return false;
        }
        previous = part;
    }
    !value.is_empty()
}

/// A word or a number, or a short name like `v2`, `s3`, `k8s`, `east1`. Words have one case, or start with a capital.
fn is_word(part: &str) -> bool {
    let bytes = part.as_bytes();
    if !bytes.iter().all(u8::is_ascii_alphanumeric) || bytes.len() > 24 {
        return false;
    }
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let digits = bytes.len() - letters;
    let tail = bytes.get(1..).unwrap_or_default();
    let has_one_case = !tail.iter().any(u8::is_ascii_uppercase) || !bytes.iter().any(u8::is_ascii_lowercase);
    has_one_case && (letters == 0 || digits == 0 || digits <= 2 && bytes.len() <= 12)
}

/// Ten characters as kustomize's hasher makes them.
fn is_hash(part: &str) -> bool {
    part.len() == 10 && part.bytes().all(|byte| b"bcdfghkmt2456789".contains(&byte))
}
