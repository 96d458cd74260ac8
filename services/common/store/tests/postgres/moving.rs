//! The data of a site moves from one file to schemas on a server, and back.

use std::path::Path;

use relais_store::suite::Place;
use relais_store::{
    Cursor, Database, End, Migration, Moved, NewEvent, Options, Postgres, Service, Store,
    StoreError, Topic, args, topics, transfer,
};

use super::server::schema;

const INTAKE: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE intake_zones (zone BIGINT PRIMARY KEY, flag BOOLEAN NOT NULL);
          CREATE TABLE intake_areas (
              name TEXT NOT NULL,
              part BIGINT NOT NULL,
              zone BIGINT NOT NULL REFERENCES intake_zones (zone),
              image BLOB,
              PRIMARY KEY (name, part)
          ) WITHOUT ROWID;
          INSERT INTO intake_zones (zone, flag) VALUES (0, TRUE);",
}];
const RELAY: &[Migration] = &[Migration {
    version: 1,
    sql: "CREATE TABLE relay_cases (reference TEXT PRIMARY KEY, note TEXT)",
}];
const SERVICES: [Service; 2] = [
    Service {
        name: "intake",
        migrations: INTAKE,
    },
    Service {
        name: "relay",
        migrations: RELAY,
    },
];
/// More rows than are read at once.
const MANY: i64 = 1_203;

fn event(topic: Topic, source: &'static str, number: i64) -> NewEvent {
    NewEvent {
        topic,
        stream: format!("stream {}", number % 7),
        kind: "relais.test.happened.v1",
        source,
        time: jiff::Timestamp::from_second(number).expect("an instant"),
        traceparent: None,
        payload: number.to_be_bytes().to_vec(),
    }
}

async fn open(database: &Database, services: &[Service]) -> Store {
    let store = Store::open(database, &Options::default()).await;
    let store = store.expect("the store opens");
    for service in services {
        let migrated = store.migrate(service.name, service.migrations).await;
        migrated.expect("its tables are made");
    }
    store
}

/// Rows of every kind, events of two services, and a consumer that has taken in some.
async fn fill(folder: &Path) {
    let store = open(&Database::from(folder), &SERVICES).await;
    store
        .write(|tx| {
            Box::pin(async move {
                let zone = "UPDATE intake_zones SET flag = FALSE WHERE zone = 0";
                tx.execute(zone, args![]).await?;
                for number in 0..MANY {
                    let image = (number % 2 == 0).then(|| vec![0, 255]);
                    tx.execute(
                        "INSERT INTO intake_areas (name, part, zone, image) VALUES ($1, $2, 0, $3)",
                        args![format!("Liège {}", number % 10), number, image],
                    )
                    .await?;
                    tx.append(event(topics::OFFERS, "relais/intake", number))
                        .await?;
                }
                tx.execute(
                    "INSERT INTO relay_cases (reference, note) VALUES ('LG-1', NULL)",
                    args![],
                )
                .await?;
                tx.append(event(topics::CASES, "relais/relay", 5)).await?;
                let to = Cursor {
                    offset: 1_000,
                    seq: 1_000,
                };
                let topic = topics::OFFERS.name;
                Ok(tx.move_cursor("relay", topic, 0, 0, to).await?)
            })
        })
        .await
        .expect("the site is filled");
    store.close().await;
}

fn embedded(folder: &Path) -> End {
    End {
        databases: vec![Database::from(folder); 2],
        partitions: None,
    }
}

fn server(partitions: Option<i32>) -> (End, Vec<Postgres>) {
    let schemas = vec![schema(), schema()];
    let databases = schemas.iter().cloned().map(Database::from).collect();
    let end = End {
        databases,
        partitions,
    };
    (end, schemas)
}

fn rows(moved: &[Moved], table: &str) -> u64 {
    let of = moved.iter().filter(|moved| moved.table == table);
    of.map(|moved| moved.rows).sum()
}

async fn numbers(store: &Store, topic: Topic) -> Vec<(i64, i64)> {
    let mut connection = store.read().await.expect("a connection");
    let events = connection.events_after(topic.name, 0, 100_000).await;
    let number = |payload: &[u8]| i64::from_be_bytes(payload.try_into().expect("a number"));
    events
        .expect("the events")
        .iter()
        .map(|event| (event.offset, number(&event.payload)))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_moves_to_a_server_where_each_service_has_what_is_its_own() {
    let from = Place::embedded();
    fill(from.path()).await;
    let (to, schemas) = server(Some(3));
    let moved = transfer(&SERVICES, &embedded(from.path()), &to).await;
    let moved = moved.expect("it is moved");
    assert_eq!(rows(&moved, "intake_areas"), 1_203);
    assert_eq!(rows(&moved, "intake_zones"), 1);
    assert_eq!(rows(&moved, "events"), 1_204);
    assert_eq!(rows(&moved, "cursors"), 3);

    let intake = open(&schemas[0].clone().into(), &SERVICES[..1]).await;
    let told = numbers(&intake, topics::OFFERS).await;
    let expected: Vec<(i64, i64)> = (0..MANY).map(|number| (number + 1, number)).collect();
    assert_eq!(told, expected, "numbers and order stay");
    assert!(numbers(&intake, topics::CASES).await.is_empty());
    let next = intake
        .write(|tx| {
            Box::pin(async move { Ok(tx.append(event(topics::OFFERS, "relais/intake", 1)).await?) })
        })
        .await;
    assert!(
        next.expect("it goes on") > MANY + 1,
        "no number is given twice"
    );
    let relay = open(&schemas[1].clone().into(), &SERVICES[1..]).await;
    let mut connection = relay.read().await.expect("a connection");
    let cursors = connection.cursors("relay", topics::OFFERS.name).await;
    let mark = Cursor {
        offset: 0,
        seq: 1_000,
    };
    let expected = (0..3).map(|partition| (partition, mark)).collect();
    assert_eq!(cursors.expect("the cursors"), expected);
    drop(connection);
    intake.close().await;
    relay.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_and_back_again_nothing_has_changed_but_numbers() {
    let (from, back) = (Place::embedded(), Place::embedded());
    fill(from.path()).await;
    let (server, _) = server(None);
    let there = transfer(&SERVICES, &embedded(from.path()), &server).await;
    let there = there.expect("it is moved");
    let here = transfer(&SERVICES, &server, &embedded(back.path())).await;
    let here = here.expect("it is moved back");
    let same = [
        "intake_areas",
        "intake_zones",
        "relay_cases",
        "dead_letters",
    ];
    for table in same {
        let sums = |moved: &[Moved]| -> Vec<(u64, String)> {
            let of = moved
                .iter()
                .filter(|moved| moved.table == table && moved.rows > 0);
            of.map(|moved| (moved.rows, moved.checksum.clone()))
                .collect()
        };
        assert_eq!(sums(&there), sums(&here), "{table}");
    }
    let store = open(back.database(), &SERVICES).await;
    let offers = numbers(&store, topics::OFFERS).await;
    assert!(offers.iter().map(|offer| offer.1).eq(0..MANY));
    assert!(offers.windows(2).all(|two| two[0].0 < two[1].0));
    let case = numbers(&store, topics::CASES).await;
    assert_eq!(case.len(), 1);
    assert!(
        offers[4].0 < case[0].0 && case[0].0 < offers[7].0,
        "it stands by its time"
    );
    // The thousandth event was taken in, and the next was not.
    let mut connection = store.read().await.expect("a connection");
    let cursor = connection.cursor("relay", topics::OFFERS.name, 0).await;
    let offset = cursor.expect("a cursor").offset;
    assert_eq!(
        offers.iter().filter(|offer| offer.0 <= offset).count(),
        1_000
    );
    drop(connection);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_with_data_and_a_source_in_use_are_refused() {
    let from = Place::embedded();
    fill(from.path()).await;
    let (to, schemas) = server(None);
    let used = open(&schemas[1].clone().into(), &SERVICES[1..]).await;
    let refused = transfer(&SERVICES, &embedded(from.path()), &to).await;
    let told = refused.expect_err("it is used");
    assert!(matches!(told, StoreError::Unavailable(_)), "{told}");
    used.close().await;
    let refused = transfer(&SERVICES, &embedded(from.path()), &to).await;
    let told = refused.expect_err("it holds tables");
    assert!(matches!(told, StoreError::Unmovable(_)), "{told}");
    // The other schema was left as it was.
    let fresh = End {
        databases: vec![schemas[0].clone().into(), schema().into()],
        partitions: None,
    };
    let moved = transfer(&SERVICES, &embedded(from.path()), &fresh).await;
    assert_eq!(rows(&moved.expect("it is moved"), "events"), 1_204);
}
