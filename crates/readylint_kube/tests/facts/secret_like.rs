//! Secret-like names and values (D8). No token here is real; those with a form are put together at run time, so that no
//! scanner takes this file for a leak.

use readylint_kube::facts::environment::OPAQUE;
use readylint_kube::facts::{SecretKind, SecretLike, is_placeholder, is_secret_name, judge};

/// Characters of a token, as if by chance: `count` of `alphabet`.
fn random(alphabet: &str, count: usize) -> String {
    let chars: Vec<char> = alphabet.chars().collect();
    let mut state = 88_172_645_463_325_252_u64;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        chars[usize::try_from(state % 1000).unwrap() % chars.len()]
    };
    (0..count).map(next).collect()
}

const HEX: &str = "0123456789abcdef";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn base62(count: usize) -> String {
    random(BASE62, count)
}

fn line(found: Option<SecretLike>, value: &str) -> String {
    let Some(found) = found else { return "-".into() };
    let kind = match found.kind {
        SecretKind::ProviderToken(provider) => provider.to_owned(),
        kind => format!("{kind:?}"),
    };
    format!("{:?} {kind}: {}", found.confidence, &value[found.range])
}

/// Holds what is found in `value` under `name` to `expected`, of which `@` stands for the whole value.
#[track_caller]
fn check(name: &str, value: &str, expected: &str) {
    let name = (!name.is_empty()).then_some(name);
    assert_eq!(line(judge(name, value), value), expected.replace('@', value), "{name:?} {value:?}");
}

#[test]
fn names() {
    for name in [
        "PASSWORD",
        "DB_PASSWORD",
        "dbPassword",
        "db-password",
        "db.password",
        "PASSWORD_2",
        "passwd",
        "KEY_PASSPHRASE",
        "clientSecret",
        "CLIENT_SECRETS",
        "SECRET_KEY",
        "TOKEN",
        "githubToken",
        "oauth2Token",
        "API_KEY",
        "apiKey",
        "X-Api-Key",
        "APIKEY",
        "APIKey",
        "PRIVATE_KEY",
        "AWS_SECRET_ACCESS_KEY",
        "CREDENTIALS",
        "SENTRY_DSN",
        "ConnectionString",
        "ConnectionStrings__Default",
        "PGPASSWORD",
        "TOKEN_ISSUER",
    ] {
        assert!(is_secret_name(name), "{name}");
    }
    for name in [
        "",
        "USER",
        "KEY",
        "SECRETARY",
        "TOKENIZER",
        "COMPASSWORDS",
        "secretName",
        "SECRET_NAME",
        "tokenFile",
        "PASSWORD_FILE",
        "TOKEN_PATH",
        "CREDENTIALS_DIR",
        "AWS_ACCESS_KEY_ID",
        "accessKeyId",
        "secretKeyRef",
        "TOKEN_TTL",
        "TOKEN_EXPIRY",
        "PASSWORD_LENGTH",
        "API_KEY_HEADER",
        "TOKEN_URL",
        "tokenEnabled",
        "SECRET_ROTATION",
        "secretKey",
        "auth.secretKey",
        "existingSecret",
        "existingUserSecretKey",
        "checksum/secret",
        "PASSWORD_HASH_METHOD",
        "CREDENTIAL_HELPER_IMAGE",
        "TOKEN_AUDIENCE",
        "existingSecretPasswordKey",
        "imagePullSecrets",
        "TOKEN_PUBLIC_KEY",
        "publicToken",
        "PUBLIC_API_KEY",
        "NEXT_PUBLIC_MAPS_TOKEN",
        "STRIPE_PUBLISHABLE_API_KEY",
        "password_hash",
        "PASSWORD_HASH_ALGO",
        "API_KEYS_ENDPOINT",
        "API_KEY_PREFIX",
        "pässwörd",
    ] {
        assert!(!is_secret_name(name), "{name}");
    }
    assert!(is_secret_name(&format!("{}_PASSWORD", "X".repeat(100_000))));
}

#[test]
fn provider_tokens() {
    // the checksums were computed with zlib
    let random = "Zq8Lm2Xc5Vb7Nn1Aa3Ss4Dd6Ff9Gg0";
    for prefix in ["ghp", "gho", "ghu", "ghs", "npm"] {
        let provider = if prefix == "npm" { "npm" } else { "GitHub" };
        check("", &format!("{prefix}_{random}3xqEc2"), &format!("High {provider}: @"));
        check("", &format!("{prefix}_{random}3xqEc3"), "-");
        check("", &format!("{prefix}_{random}3xqEc22"), "-");
    }
    for (provider, prefix, body) in [
        ("GitHub", "github_pat_", format!("{}_{}", base62(22), base62(59))),
        ("GitLab", "glpat-", base62(20)),
        ("Slack", "xoxb-", format!("1234567890-1234567890-{}", base62(24))),
        ("Stripe", "sk_live_", base62(24)),
        ("Stripe", "rk_live_", base62(40)),
        ("AWS", "AKIA", self::random(BASE32, 16)),
        ("AWS", "ASIA", self::random(BASE32, 16)),
        ("Google", "AIza", base62(35)),
        ("SendGrid", "SG.", format!("{}.{}", base62(22), base62(43))),
        ("Twilio", "SK", self::random(HEX, 32)),
        ("PyPI", "pypi-AgEIcHlwaS5vcmc", base62(60)),
        ("Docker", "dckr_pat_", base62(27)),
        ("Anthropic", "sk-ant-", format!("api03-{}AA", base62(93))),
        ("OpenAI", "sk-", format!("proj-{}T3BlbkFJ{}", base62(20), base62(20))),
        ("OpenAI", "sk-", format!("{}T3BlbkFJ{}", base62(20), base62(20))),
        ("Vault", "hvs.", base62(95)),
        ("age", "AGE-SECRET-KEY-1", self::random(BASE32, 58)),
        ("DigitalOcean", "dop_v1_", self::random(HEX, 64)),
    ] {
        let token = format!("{prefix}{body}");
        check("", &token, &format!("High {provider}: @"));
        check("HOST", &token, &format!("High {provider}: @"));
        // anywhere in a text, but not inside of a word, cut short or held down
        let text = format!("first line\nkey = \"{token}\".\n");
        assert_eq!(line(judge(None, &text), &text), format!("High {provider}: {token}"));
        check("", &format!("a{token}"), "-");
        check("", &token[..prefix.len() + 10], "-");
        let same: String =
            body.chars().map(|char| if char.is_ascii_alphanumeric() { 'x' } else { char }).collect();
        check("", &format!("{prefix}{same}"), "-");
    }
    let key = format!("{}==", base62(86));
    let text = format!("DefaultEndpointsProtocol=https;AccountName=x;AccountKey={key};EndpointSuffix=y");
    assert_eq!(line(judge(None, &text), &text), format!("High Azure: AccountKey={key}"));
    for example in ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "sk_live_", "glpat-"]
    {
        check("SECRET_ACCESS_KEY", example, "-");
    }
}

#[test]
fn web_tokens() {
    let claims = "eyJzdWIiOiIxMjM0NTY3ODkwIn0";
    let token = format!("{}.{claims}.{}", "eyJhbGciOiJIUzI1NiJ9", base62(43));
    check("API_TOKEN", &token, "High JSON Web Token: @");
    check("LICENCE", &token, "Medium JSON Web Token: @");
    let text = format!("Authorization: Bearer {token}");
    assert_eq!(line(judge(None, &text), &text), format!("Medium JSON Web Token: {token}"));
    // no `alg`, no JSON, no signature, too many parts
    check("", &format!("eyJ4IjoxfQ.{claims}.{}", base62(43)), "-");
    check("", &format!("eyJhbGciOiJIUzI1N.{claims}.{}", base62(43)), "-");
    check("", &format!("eyJhbGciOiJIUzI1NiJ9.{claims}."), "-");
    check("", &format!("{token}.x"), "-");
}

#[test]
fn private_keys() {
    let body = base62(64);
    for label in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
        let key = format!("-----BEGIN {label}PRIVATE KEY-----\n{body}\n-----END {label}PRIVATE KEY-----");
        check("", &key, "High PrivateKey: @");
        check("", &key.replace('\n', "\\n"), "High PrivateKey: @");
        let text = format!("{{\"private_key\": \"{key}\"}}");
        assert_eq!(line(judge(None, &text), &text), format!("High PrivateKey: {key}"));
        // the end is missing
        check(
            "",
            &key[..key.len() - 20],
            &format!("High PrivateKey: -----BEGIN {label}PRIVATE KEY-----\n{body}\n"),
        );
    }
    check("", &format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----"), "-");
    check("", &format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"), "-");
    check("", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "-");
    check("", "-----BEGIN PRIVATE KEY-----", "-");
    // the second is one
    let two = format!(
        "-----BEGIN PRIVATE KEY-----\n-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\n"
    );
    assert_eq!(judge(None, &two).map(|it| it.range), Some(28..two.len() - 1));
}

#[test]
fn urls() {
    let opaque = format!("postgres://u:{OPAQUE}@db/x");
    for (value, expected) in [
        ("postgres://u:Tr0ub4dor@db:5432/x", "High UrlPassword: Tr0ub4dor"),
        ("jdbc:postgresql://u:Tr0ub4dor@db/x", "High UrlPassword: Tr0ub4dor"),
        ("redis://:Tr0ub4dor@cache:6379", "High UrlPassword: Tr0ub4dor"),
        ("amqp://u:p@ss@mq//", "High UrlPassword: p@ss"),
        ("see https://x.org, http://u:Tr0ub4dor@db", "High UrlPassword: Tr0ub4dor"),
        ("postgres://u:changeme@db/x", "Medium WellKnown: changeme"),
        ("postgres://postgres:postgres@db/x", "Medium WellKnown: postgres"),
        ("amqp://vote:vote@mq", "Medium WellKnown: vote"),
        ("Server=db;User Id=sa;Password=Tr0ub4dor;", "High UrlPassword: Tr0ub4dor"),
        ("host=db user=u password=Tr0ub4dor dbname=x", "High UrlPassword: Tr0ub4dor"),
        ("host=db user=u password='Tr0u b4d or'", "High UrlPassword: Tr0u b4d or"),
        ("x.PlainLoginModule required username=\"u\" password=\"Tr0ub4dor\";", "High UrlPassword: Tr0ub4dor"),
        ("x.PlainLoginModule required username=\"u\" password=\"Tr0ub4dor\"", "High UrlPassword: Tr0ub4dor"),
        ("x.PlainLoginModule required username=\"u\" password=\"${P}\";", "-"),
        ("x.PlainLoginModule required username=\"u\" password=\"\";", "-"),
        ("jdbc:mysql://db/x?user=u&password=Tr0ub4dor&ssl=true", "High UrlPassword: Tr0ub4dor"),
        ("Server=db;Password=$(P)", "-"),
        ("password=Tr0ub4dor", "-"),
        ("host=db\npassword=Tr0ub4dor", "-"),
        ("postgres://u:$(P)@db/x", "-"),
        ("postgres://$(P):$(P)@db/x", "-"),
        ("postgres://u:${P}@db/x", "-"),
        ("postgres://u:{{ .p }}@db/x", "-"),
        ("postgres://u:<password>@db/x", "-"),
        ("postgres://u:***@db/x", "-"),
        ("postgres://%s:%s@db/x", "-"),
        ("postgres://u:__password__@db/x", "-"),
        ("postgres://u:xxx@db/x", "-"),
        ("postgres://u:your-password@db/x", "-"),
        ("postgres://u:@db/x", "-"),
        ("postgres://u@db/x", "-"),
        ("https://db:5432/x@y", "-"),
        ("https://x.org/?a=b:c@d", "-"),
        ("://u:Tr0ub4dor@db", "-"),
        (opaque.as_str(), "-"),
    ] {
        assert_eq!(line(judge(None, value), value), expected, "{value}");
        assert_eq!(line(judge(Some("DATABASE_URL"), value), value), expected, "{value}");
    }
}

#[test]
fn values_under_secret_like_names() {
    for (name, value, expected) in [
        ("API_KEY", "9f86d081884c7d659a2f", "High HighEntropy: @"),
        ("DB_PASSWORD", "Xk2!pQ9$zL5m", "High HighEntropy: @"),
        ("TOKEN", "550e8400-e29b-41d4-a716-446655440000", "High HighEntropy: @"),
        ("TOKEN_OF_X", "9f86d081884c7d659a2f", "High HighEntropy: @"),
        ("SECRET", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY", "High HighEntropy: @"),
        ("USER", "9f86d081884c7d659a2f", "-"),
        ("CHECKSUM", "9f86d081884c7d659a2f", "-"),
        ("SECRET_NAME", "9f86d081884c7d659a2f", "-"),
        // plainer: too short, letters only, little variety
        ("API_KEY", "9f86d081884", "Medium Plain: @"),
        ("API_KEY", "9f86d08", "-"),
        ("API_KEY", "correcthorsebattery", "Medium Plain: @"),
        ("API_KEY", "abababab1212121", "Medium Plain: @"),
        ("DB_PASSWORD", "hunter2", "Medium Plain: @"),
        ("DB_PASSWORD_2", "hunter", "Medium Plain: @"),
        ("DB_PASSWORD", "abc", "-"),
        ("PASSPHRASE", "correct horse battery staple", "Medium Plain: @"),
        ("TOKEN", "the one that you were given", "-"),
        ("DB_PASSWORD", "changeme", "Medium WellKnown: @"),
        ("DB_PASSWORD", "change-me!", "Medium WellKnown: @"),
        ("DB_PASSWORD", "Admin123", "Medium WellKnown: @"),
        ("JWT_SECRET", "secret", "Medium WellKnown: @"),
        ("TLS_SECRET", "redis", "-"),
        ("REDIS_PASSWORD", "redis", "Medium WellKnown: @"),
        // the name speaks of something about a secret
        ("PASSWORD_POLICY", "extraordinary", "-"),
        ("TOKEN_TYPE", "password", "-"),
        // none
        ("DB_PASSWORD", "", "-"),
        ("DB_PASSWORD", "  ", "-"),
        ("DB_PASSWORD", "true", "-"),
        ("DB_PASSWORD", "None", "-"),
        ("MAX_TOKENS", "4096", "-"),
        ("TOKEN", "15m", "-"),
        ("TOKEN", "2024-01-01", "-"),
        ("DB_PASSWORD", "/run/secrets/db", "-"),
        ("DB_PASSWORD", "./db.txt", "-"),
        ("DB_PASSWORD", "C:\\secrets\\db.txt", "-"),
        ("DB_SECRET", "secret/data/app/db", "-"),
        ("DB_SECRET", "https://vault.example.org/v1/x", "-"),
        ("DB_SECRET", "db.prod.svc.cluster.local:5432", "-"),
        ("DB_SECRET", "10.0.0.1:5432", "-"),
        ("DB_SECRET", "db-credentials", "-"),
        ("DB_SECRET", "web-config-5h6kt8bm2g", "-"),
        ("DB_SECRET", "POSTGRES_PASSWORD", "-"),
        ("DB_SECRET", "tls.key", "-"),
        ("DB_SECRET", "app-v2-eu-west-1", "-"),
        ("DB_SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf", "-"),
        ("DB_SECRET", "vault:secret/data/x#y", "-"),
        ("DB_SECRET", "ENC[AES256_GCM,data:9f86d081884c7d65]", "-"),
        ("CREDENTIALS", "someone@shop.org", "-"),
        ("CREDENTIALS", "{\"a\": \"9f86d081884c7d659a2f\"}", "-"),
        ("TOKENS", "a=9f86d081,b=884c7d65", "-"),
        ("ADMIN_PASSWORD", "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "-"),
        ("ADMIN_PASSWORD", "$argon2id$v=19$m=65536$9f86d081884c7d659a2f", "-"),
        ("ADMIN_PASSWORD", "{SSHA}9f86d081884c7d659a2f", "-"),
        ("PASSWORDS", "admin:$2y$05$9f86d081884c7d659a2f", "-"),
        ("API_KEY", "pk_test_9f86d081884c7d659a2f", "-"),
        ("DB_PASSWORD", "$(OTHER)", "-"),
        ("DB_PASSWORD", "x$(OTHER)9f86d081884c7d659a2f", "-"),
        ("DB_PASSWORD", "${OTHER}", "-"),
        ("DB_PASSWORD", "$OTHER", "-"),
        ("DB_PASSWORD", "{{ .Values.password }}", "-"),
        ("DB_PASSWORD", "$encoded_password", "-"),
        ("DB_PASSWORD", "%s", "-"),
        ("PASSWORD_REGEX", "^[A-Za-z0-9]{12,24}$", "-"),
        ("PASSWORD_CHARACTERS", "abcdefghijklmnopqrstuvwxyz0123456789", "-"),
        ("SECRET_SYNC", "img@sha256:9f86d081884c7d659a2f9f86d081884c7d659a2f", "-"),
        ("userSecretKey", "username", "-"),
        ("userSecretKey", "9f86d081884c7d659a2f", "High HighEntropy: @"),
        ("apiToken", "YourProviderToken", "-"),
        ("DB_PASSWORD", "%(password)s", "-"),
        ("DB_PASSWORD", "$__file{/run/secrets/db9f86d081884c7d}", "-"),
        ("DB_PASSWORD", "<password>", "-"),
        ("DB_PASSWORD", "%PASSWORD%", "-"),
        ("DB_PASSWORD", "__PASSWORD__", "-"),
        ("DB_PASSWORD", "xxxxxxxx", "-"),
        ("DB_PASSWORD", "********", "-"),
        ("DB_PASSWORD", "REPLACE_ME", "-"),
        ("DB_PASSWORD", "your-password-here-12", "-"),
        ("DB_PASSWORD", "yourpassword", "-"),
        ("API_KEY", "example9f86d081884c7d659a2f", "-"),
        ("API_KEY", "9f86d081\n884c7d659a2f", "-"),
    ] {
        check(name, value, expected);
    }
    // the secret alone, without what stands around it
    let quoted = " \"9f86d081884c7d659a2f\"\n";
    assert_eq!(line(judge(Some("API_KEY"), quoted), quoted), "High HighEntropy: 9f86d081884c7d659a2f");
}

#[test]
fn placeholders() {
    for value in [
        "REPLACE_WITH_TOKEN",
        "replace-me",
        "REPLACEME",
        "Replace me!",
        "CHANGEME",
        "change_me_123",
        "ChangeMe1",
        "changeme-please",
        "change-this",
        "<token>",
        "<your password>",
        "TODO",
        "todo: ask the owner",
        "TBD",
        "FIXME",
        "your-token-here",
        "YOUR_API_KEY",
        "yourpassword",
        "yourTokenHere",
        "INSERT_TOKEN",
        "enter-token-here",
        "YourToken",
        "put your key here",
        "xxx",
        "XXXXXXXX",
        "********",
        "dummy",
        "dummy-token",
        "placeholder",
        " \"changeme\"\n",
    ] {
        assert!(is_placeholder(value), "{value}");
    }
    for value in [
        "",
        "  ",
        "x",
        "xx",
        "changeit",
        "password",
        "admin",
        "Tr0ub4dor",
        "todolist",
        "replacement",
        "youth",
        "your",
        "exchange",
        "dummyhost",
        "here",
        "everywhere",
        "settings are here",
        "replace-all",
        "insert-only",
        "$(CHANGEME)",
        "${CHANGEME}",
        "{{ .Values.changeme }}",
        "<path:secret/data/db#password>",
        "<a>b</a>",
        "<config/>",
        "<br />",
        "<a b=\"c\">",
        "<!DOCTYPE html>",
        "<?xml version=\"1.0\"?>",
        "<>",
        "password: changeme\nuser: x",
        "a b CHANGEME",
    ] {
        assert!(!is_placeholder(value), "{value}");
    }
    assert!(!is_placeholder(&"x".repeat(1 << 20)));
}

#[test]
fn long_values_are_read_in_one_go() {
    for part in [
        "-----BEGIN PRIVATE KEY-----x",
        "-----BEGIN ",
        "eyJ",
        "eyJ.eyJ ",
        "a://u:",
        "://",
        "AKIA",
        "sk-",
        "xoxb-",
        "a=b;",
        "password=",
        "ä$(",
        "pypi-AgEIcHlwaS5vcmc",
    ] {
        let value = part.repeat((1 << 18) / part.len());
        assert_eq!(judge(Some("SECRET"), &value), None, "{part}");
    }
    let lines = "# a comment, and a line of text\nkey: value\n".repeat(1 << 14);
    let value = format!("{lines}url: postgres://u:Tr0ub4dor@db\n{lines}");
    assert_eq!(line(judge(None, &value), &value), "High UrlPassword: Tr0ub4dor");
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_can_be_judged(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "-----BEGIN ", "PRIVATE KEY", "-----", "-----END ", "eyJ", ".", "://", "u:p@", "ä", "\u{fffc}", "$(", ")", "{{",
                "AKIA", "sk-", "hvs.", "password=", ";", "host=", " ", "\n", "'", "9f86d081884c7d65", "xoxb-", "_", "\\",
            ]),
            0..24,
        ),
        name in ".{0,12}",
    ) {
        let value = parts.concat();
        for name in [None, Some("SECRET"), Some(name.as_str())] {
            if let Some(found) = judge(name, &value) {
                let secret = value.get(found.range);
                proptest::prop_assert!(secret.is_some_and(|secret| !secret.is_empty()), "{value:?}");
            }
        }
    }
}
