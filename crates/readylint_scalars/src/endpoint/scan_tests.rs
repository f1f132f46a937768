use super::*;

/// All of an endpoint in one line, user info cut out of the text itself.
fn shown(text: &str) -> Vec<String> {
    let show = |endpoint: &Endpoint<'_>| {
        let slice = |range: Option<TextRange>| range.map_or("-", |range| &text[range.to_usize()]).to_owned();
        let (user, password) = (slice(endpoint.user), slice(endpoint.password));
        let port = match endpoint.port {
            Port::Written(number, range) => {
                assert_eq!(text[range.to_usize()].trim().parse(), Ok(number));
                number.to_string()
            }
            Port::Absent => endpoint.port().map_or("-".into(), |port| format!("({port})")),
            Port::Opaque => "?".into(),
        };
        assert_eq!(&text[endpoint.host_range().to_usize()], endpoint.host());
        let scheme = endpoint.scheme().unwrap_or("-");
        format!("{:?} {scheme} {} {port} {user} {password}", endpoint.form(), endpoint.host())
    };
    endpoints(text).iter().map(show).collect()
}

#[test]
fn urls() {
    for (text, expected) in [
        ("http://api", "Url http api (80) - -"),
        ("https://api.shop.svc:8443/v1?x=1#y", "Url https api.shop.svc 8443 - -"),
        (
            "postgresql://vote:$(DB_PASSWORD)@postgres.data.svc:5432/votes?sslmode=require",
            "Url postgresql postgres.data.svc 5432 vote $(DB_PASSWORD)",
        ),
        (
            "postgresql://vote:\u{FFFC}@postgres.data.svc/votes",
            "Url postgresql postgres.data.svc (5432) vote \u{FFFC}",
        ),
        (
            "rediss://:$(REDIS_PASSWORD)@redis.data.svc:6379",
            "Url rediss redis.data.svc 6379 - $(REDIS_PASSWORD)",
        ),
        ("postgresql+asyncpg://u:p@db/x", "Url postgresql+asyncpg db (5432) u p"),
        ("jdbc:postgresql://db:5433/x?user=u", "Url postgresql db 5433 - -"),
        ("jdbc:sqlserver://db:1433;databaseName=x;password=y", "Url sqlserver db 1433 - -"),
        ("-Durl=nats://n:4222,", "Url nats n 4222 - -"),
        ("mongodb://u:p@a:1,b:2,c/db", "Url mongodb a 1 u p; Url mongodb b 2 u p; Url mongodb c (27017) u p"),
        ("http://a:1,http://b:2", "Url http a 1 - -; Url http b 2 - -"),
        ("nats://a:1,nats://b", "Url nats a 1 - -; Url nats b (4222) - -"),
        ("amqp://u:p,w@mq//", "Url amqp mq (5672) u p,w"),
        ("dns:///api.shop:50051", "Url dns api.shop 50051 - -"),
        ("see <http://a/> and (http://b:81).", "Url http a (80) - -; Url http b 81 - -"),
        ("<url>http://a:80</url>", "Url http a 80 - -"),
        ("{\"a\": \"http://a:1\", \"b\": [\"http://b\"]}", "Url http a 1 - -; Url http b (80) - -"),
        ("http://api:$(PORT)/x", "Url http api ? - -"),
        ("http://api:${PORT:-80}/x", "Url http api ? - -"),
        (
            "etcd-0=http://etcd-0.etcd:2380,etcd-1=http://etcd-1.etcd:2380",
            "Url http etcd-0.etcd 2380 - -; Url http etcd-1.etcd 2380 - -",
        ),
        ("tcp://10.0.0.1:80", "Url tcp 10.0.0.1 80 - -"),
        ("foo://bar", "Url foo bar - - -"),
        // no hosts, or none yet
        ("http://$(HOST):80", ""),
        ("http://${HOST}/x", ""),
        ("http://{{ .host }}:80/", ""),
        ("http://api-{{ .x }}/", ""),
        ("http://<host>:80", ""),
        ("http://%s:80", ""),
        ("http://\u{FFFC}:80", ""),
        ("http://api.\u{FFFC}/x", ""),
        ("http://*.shop/", ""),
        ("http:///x", ""),
        ("http://", ""),
        ("://a", ""),
        ("http://a:0", ""),
        ("http://a:65536", ""),
        ("http://a:x/", ""),
        ("http://[::1]:80", "Url http ::1 80 - -"),
        ("http://u:p@[fd00::1]:80/x", "Url http fd00::1 80 u p"),
        ("s3://bucket:80/x", ""),
        ("file:///etc/a.b:80", ""),
        ("mongodb+srv://u:p@cluster/x", ""),
        // a user that looks like a host
        ("postgres://u:12/3@db/x", ""),
        ("postgres://u:12#3@db/x", ""),
        ("https://u:12/3@db/x", ""),
        ("https://u:12?3@db/x", ""),
        ("http://a.b/@user", "Url http a.b (80) - -"),
    ] {
        assert_eq!(shown(text).join("; "), expected, "{text}");
    }
}

#[test]
fn hosts_and_names() {
    for (text, expected) in [
        ("redis:6379", "HostPort - redis 6379 - -"),
        ("a:9092,b:9092", "HostPort - a 9092 - -; HostPort - b 9092 - -"),
        ("--brokers=a:9092;b:1", "HostPort - a 9092 - -; HostPort - b 1 - -"),
        ("redis:6379,password=x,ssl=False", "HostPort - redis 6379 - -"),
        ("1@kafka-0.kafka:9093", "HostPort - kafka-0.kafka 9093 - -"),
        ("127.0.0.1:80", "HostPort - 127.0.0.1 80 - -"),
        ("api.shop.svc:$(PORT)", "HostPort - api.shop.svc ? - -"),
        ("//api:80/x", "HostPort - api 80 - -"),
        ("api.shop.svc", "Name - api.shop.svc - - -"),
        ("host: api.shop.svc.cluster.local", "Name - api.shop.svc.cluster.local - - -"),
        ("api.shop.svc.", "Name - api.shop.svc. - - -"),
        ("12:30", ""),
        ("a/b:80", ""),
        ("x:80abc", ""),
        ("a:b:80", ""),
        ("a.svcs", ""),
        ("api", ""),
        ("a.b", ""),
        ("-x.svc", ""),
        ("*.shop.svc", ""),
        ("$(A).shop.svc", ""),
        ("api.shop.svc@x", ""),
    ] {
        assert_eq!(shown(text).join("; "), expected, "{text}");
    }
}

#[test]
fn connection_strings() {
    for (text, expected) in [
        ("host=db port=5433 user=u password=p dbname=x", "ConnectionString - db 5433 u p"),
        ("user=u host=db", "ConnectionString - db - u -"),
        ("Host=db;Port=5432;Username=u;Password=p", "ConnectionString - db 5432 u p"),
        ("Server=tcp:db,1433;Database=x;User Id=u;Password=p;", "ConnectionString - db 1433 u p"),
        ("Data Source=db;Password=p", "ConnectionString - db - - p"),
        ("u:p@tcp(db:3306)/x?a=b", "ConnectionString mysql db 3306 u p"),
        ("DSN=u:p@tcp(db.data.svc:3306)/x", "ConnectionString mysql db.data.svc 3306 u p"),
        ("host=db", ""),
        ("ghost=db port=1", ""),
        ("host=$(A) port=1", ""),
        ("host=/var/run port=1", ""),
        ("http://a/?host=b&c=d", "Url http a (80) - -"),
    ] {
        assert_eq!(shown(text).join("; "), expected, "{text}");
    }
}

#[test]
fn hosts_alone() {
    for (text, expected) in [
        ("db", Some("db")),
        (" db.data\n", Some("db.data")),
        ("db:5432", Some("db:5432")),
        ("db:x", None),
        ("http://db", None),
        ("http://$(HOST)", None),
        ("http://$(HOST):80", None),
        ("db:$(PORT)", Some("db")),
        ("a b", None),
        ("", None),
        ("db..x", None),
    ] {
        assert_eq!(Endpoint::of_host(text).map(|endpoint| endpoint.address()).as_deref(), expected, "{text}");
    }
}

#[test]
fn nothing_secret_is_shown() {
    let found = endpoints("postgres://user:hunter2@db/x");
    assert_eq!(format!("{found:?}"), "[Url postgres db:5432]");
}

#[test]
fn long_texts_are_cut() {
    for text in
        ["a:1 ", "http://a ", "http://u@", "://", "host=a port=", "a.svc", "$(", "ä://", "a.svc.", "tcp(a:1)"]
    {
        let long = text.repeat(2 * SCANNED / text.len());
        assert!(endpoints(&long).len() <= ENDPOINTS, "{text}");
    }
    let text = format!("{} http://a", "x".repeat(SCANNED));
    assert_eq!(endpoints(&text).len(), 0);
    let text = format!("http://{}ä", "x".repeat(SCANNED - 8));
    assert_eq!(endpoints(&text).len(), 0);
}
