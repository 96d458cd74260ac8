//! What is set up wrong is told with its remedy.

use relais_store::{Options, Postgres, Reader, Store, StoreError, Tls};

use super::server::{Server, note, open, schema, shared_url};

async fn refused(postgres: Postgres) -> String {
    let opened = Store::open(postgres, &Options::default()).await;
    let Err(error) = opened else {
        panic!("it should be refused");
    };
    assert!(matches!(error, StoreError::Setup { .. }), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_shown() {
    let mut place = schema();
    place.password = Some("guessed-wrong".to_owned());
    let told = refused(place).await;
    assert!(told.contains("store.password_file"), "{told}");
    assert!(!told.contains("guessed"), "{told}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_refused() {
    let url = shared_url();
    let (server, _) = url.rsplit_once('/').expect("a database");
    let url = format!("{server}/nowhere");
    let told = refused(Postgres::new(url, "relais")).await;
    assert!(told.contains("createdb"), "{told}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = port.local_addr().expect("its address");
    drop(port);
    let place = Postgres::new(format!("postgres://relais@{address}/relais"), "relais");
    let opened = Store::open(place, &Options::default()).await;
    let Err(StoreError::Unavailable(told)) = opened else {
        panic!("nobody answers there");
    };
    assert!(told.contains(&address.port().to_string()), "{told}");
}

#[tokio::test]
async fn a_size_for_the_data_and_a_copy_into_a_file_are_refused_by_name() {
    let options = Options {
        max_bytes: Some(1_000_000),
        ..Options::default()
    };
    let opened = Store::open(schema(), &options).await;
    assert!(matches!(opened, Err(StoreError::Unsupported(_))));
    let place = schema();
    let store = open(place.clone()).await;
    let reader = Reader::open(place).await.expect("a reader");
    let folder = tempfile::tempdir().expect("a folder");
    for copied in [
        store.backup(&folder.path().join("copy")).await,
        reader.backup(&folder.path().join("copy")).await,
    ] {
        let told = copied.expect_err("it is refused").to_string();
        assert!(told.contains("pg_dump"), "{told}");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_demands_tls_is_spoken_to_under_the_name_that_it_proves() {
    let server = Server::protected();
    let place = |host: &str, tls| Postgres {
        tls,
        ..Postgres::new(server.url.replace("127.0.0.1", host), "relais")
    };
    let known = Tls::VerifyFull {
        ca_file: Some(server.authority()),
    };
    let in_the_clear = refused(place("localhost", Tls::Disable)).await;
    assert!(in_the_clear.contains("store.tls"), "{in_the_clear}");
    // Neither a stranger's certificate nor a name that it does not prove will do.
    let stranger = refused(place("localhost", Tls::VerifyFull { ca_file: None })).await;
    assert!(stranger.contains("store.ca_file"), "{stranger}");
    let other_name = refused(place("127.0.0.1", known.clone())).await;
    assert!(other_name.contains("host name"), "{other_name}");

    for tls in [known, Tls::Require] {
        let store = open(place("localhost", tls)).await;
        let id = i64::from(!super::server::notes(&store).await.is_empty());
        note(&store, id, "sealed").await.expect("it is written");
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_certificate_has_expired_is_not_spoken_to() {
    let server = Server::expired();
    let place = Postgres {
        tls: Tls::VerifyFull {
            ca_file: Some(server.authority()),
        },
        ..Postgres::new(server.url.replace("127.0.0.1", "localhost"), "relais")
    };
    let told = refused(place).await;
    assert!(
        told.contains("renew the certificate of the server"),
        "{told}"
    );
}
