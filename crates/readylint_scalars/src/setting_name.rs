//! What the name of a setting (an environment variable, a key of a configuration file) says about its value.

use super::Engine;

/// Which part of an endpoint a setting holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingPart {
    /// A host, the port of which another setting holds: `DB_HOST`, `PGHOST`.
    Host,
    /// A port: `DB_PORT`.
    Port,
    /// A host with its port, or a URL: `API_URL`, `CACHE_ADDR`, `KAFKA_BROKERS`.
    Endpoint,
}

/// The name of a setting, taken apart at its last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingName {
    /// What it is a part of, in upper case with underscores: `DB` of `DB_HOST`, `REDIS` of `redisPort`; empty for `host`.
    pub prefix: String,
    /// Which part.
    pub part: SettingPart,
}

/// The longest name that is looked at.
const LONGEST: usize = 253;

/// Words of names that say where something listens, or under which name others know it: nothing is contacted there.
const OWN: [&str; 18] = [
    "LISTEN",
    "LISTENER",
    "LISTENERS",
    "LISTENING",
    "BIND",
    "ALLOWED",
    "VIRTUAL",
    "PUBLIC",
    "ADVERTISE",
    "ADVERTISED",
    "CORS",
    "ORIGIN",
    "ORIGINS",
    "TRUSTED",
    "INGRESS",
    "CALLBACK",
    "REDIRECT",
    "COOKIE",
];

/// Words before the last one that say that browsers or people follow the address, or that nobody does.
const TOLD: [&str; 9] =
    ["DOC", "DOCS", "DOCUMENTATION", "HELP", "HOMEPAGE", "LOGO", "ICON", "FAVICON", "SCHEMA"];

/// Words that say the same where they stand right before the last one: `EXTERNAL_URL` and `LOGO_IMAGE_URL`, but not
/// `EXTERNAL_API_URL` and `IMAGE_SERVICE_URL`.
const OWN_BEFORE_LAST: [&str; 2] = ["EXTERNAL", "IMAGE"];

/// Words of names whose values are for people and browsers, or name something without contacting it.
const SHOWN: [&str; 14] = [
    "DOCS",
    "DOC",
    "DOCUMENTATION",
    "HOMEPAGE",
    "HELP",
    "LOGO",
    "ICON",
    "LINK",
    "LINKS",
    "TERMS",
    "PRIVACY",
    "SCHEMA",
    "XMLNS",
    "AVATAR",
];

/// Whether the name of a setting says that nothing is contacted under its value, even if that is a URL: `CORS_ORIGINS`,
/// `PUBLIC_URL`, `DOCS`.
pub fn is_not_contacted(name: &str) -> bool {
    let name = name.get(..LONGEST).unwrap_or(name);
    let snake = snake(name);
    is_own(&snake) || snake.split('_').any(|word| SHOWN.contains(&word))
}

fn is_own(snake: &str) -> bool {
    let mut words = snake.rsplit('_');
    let before_last = words.nth(1);
    snake.split('_').any(|word| OWN.contains(&word))
        || before_last.is_some_and(|word| OWN_BEFORE_LAST.contains(&word))
}

impl SettingName {
    /// Reads `name`, whose words are separated by `_`, `-`, `.` or by capitals. `None` if it holds no part of an endpoint
    /// that is contacted.
    pub fn of(name: &str) -> Option<Self> {
        if name.is_empty() || name.len() > LONGEST || !may_end_so(name) {
            return None;
        }
        let snake = snake(name);
        if is_own(&snake) {
            return None;
        }
        // libpq's own variables
        match snake.as_str() {
            "PGHOST" | "PGHOSTADDR" => return Some(Self { prefix: "PG".into(), part: SettingPart::Host }),
            "PGPORT" => return Some(Self { prefix: "PG".into(), part: SettingPart::Port }),
            // of the program itself
            "HOSTNAME" => return None,
            _ => {}
        }
        let (prefix, last) = snake.rsplit_once('_').unwrap_or(("", &snake));
        if TOLD.contains(&prefix.rsplit('_').next().unwrap_or(prefix)) {
            return None;
        }
        let part = match last {
            "HOST" | "HOSTNAME" => SettingPart::Host,
            "PORT" => SettingPart::Port,
            "URL" | "URI" | "ENDPOINT" | "ENDPOINTS" | "ADDR" | "ADDRESS" | "BROKER" | "BROKERS" | "URLS"
            | "HOSTS" | "SERVERS" | "DSN" | "UPSTREAM" => SettingPart::Endpoint,
            "SERVICE" | "SERVER" if !prefix.is_empty() => SettingPart::Endpoint,
            _ => return None,
        };
        // `DB_SERVICE_HOST` goes with `DB_SERVICE_PORT`
        Some(Self { prefix: prefix.to_owned(), part })
    }

    /// The engine that the words before the last one name: `POSTGRES` of `POSTGRES_HOST`.
    pub fn engine(&self) -> Option<Engine> {
        self.prefix.split('_').find_map(Engine::of_word)
    }
}

/// A quick look at the end of a name, before anything is copied.
fn may_end_so(name: &str) -> bool {
    const ENDS: [&str; 19] = [
        "HOST", "NAME", "PORT", "URL", "URI", "POINT", "OINTS", "ADDR", "DRESS", "ROKER", "OKERS", "URLS",
        "HOSTS", "RVERS", "DSN", "REAM", "RVICE", "RVER", "TADDR",
    ];
    ENDS.iter().any(|end| {
        let start = name.len().saturating_sub(end.len());
        name.get(start..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    })
}

/// `name` in upper case with underscores between its words.
fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for c in name.chars() {
        if matches!(c, '-' | '.' | '_' | ' ' | '/') {
            snake.push('_');
            was_lower = false;
            continue;
        }
        if c.is_ascii_uppercase() && was_lower {
            snake.push('_');
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        snake.push(c.to_ascii_uppercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, expected) in [
            ("DB_HOST", "DB Host"),
            ("DB_PORT", "DB Port"),
            ("PGHOST", "PG Host PostgreSQL"),
            ("PGPORT", "PG Port PostgreSQL"),
            ("POSTGRES_HOST", "POSTGRES Host PostgreSQL"),
            ("spring.redis.host", "SPRING_REDIS Host Redis"),
            ("redisPort", "REDIS Port Redis"),
            ("dbHost", "DB Host"),
            ("host", " Host"),
            ("API_URL", "API Endpoint"),
            ("KAFKA_BOOTSTRAP_SERVERS", "KAFKA_BOOTSTRAP Endpoint Kafka"),
            ("CART_SERVICE", "CART Endpoint"),
            ("CART_SERVICE_ADDR", "CART_SERVICE Endpoint"),
            ("ORDERS_SERVICE_HOST", "ORDERS_SERVICE Host"),
            ("CELERY_BROKER_URL", "CELERY_BROKER Endpoint"),
            ("HOSTNAME", "-"),
            ("LISTEN_ADDR", "-"),
            ("ALLOWED_HOSTS", "-"),
            ("KAFKA_ADVERTISED_LISTENERS", "-"),
            ("SERVICE", "-"),
            ("LOG_LEVEL", "-"),
            ("LOGO_URL", "-"),
            ("logo-service-url", "LOGO_SERVICE Endpoint"),
            ("api-docs-url", "-"),
            ("SCHEMA_URL", "-"),
            ("SCHEMA_REGISTRY_URL", "SCHEMA_REGISTRY Endpoint"),
            ("", "-"),
            ("ä_URL", "ä Endpoint"),
        ] {
            let shown = SettingName::of(name).map(|setting| {
                let engine =
                    setting.engine().map(|engine| format!(" {}", engine.as_str())).unwrap_or_default();
                format!("{} {:?}{engine}", setting.prefix, setting.part)
            });
            assert_eq!(shown.as_deref().unwrap_or("-"), expected, "{name}");
        }
    }
}
