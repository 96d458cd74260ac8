//! Organisations, workers and their keys.

use jiff::SignedDuration;
use relais_domain::ErrorCode;
use relais_proto::profiles::directory_client::DirectoryClient;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{
    AddOrganisationRequest, AddWorkerRequest, AuthenticateRequest, GetShareableRequest,
    ListCandidatesRequest, ListOrganisationsRequest, ListWorkersRequest, RevokeWorkerKeysRequest,
    RotateWorkerKeyRequest, WorkerRole,
};
use relais_runtime::auth::ApiKey;

use crate::support::{World, done, pointers, refused};

/// Whether a key opens the door.
async fn opens(world: &World, key: &str) -> bool {
    let mut client = ProfilesClient::new(world.peer(key));
    match client
        .list_candidates(ListCandidatesRequest::default())
        .await
    {
        Ok(_) => true,
        refusal => {
            assert_eq!(refused(refusal).0, ErrorCode::Unauthenticated);
            false
        }
    }
}

#[tokio::test]
async fn a_key_opens_the_door_until_its_grace_is_over() {
    let world = World::new().await;
    let worker = world.worker().await;
    let request = RotateWorkerKeyRequest {
        worker_id: worker.worker_id.clone(),
        grace_seconds: 3600,
    };
    let new = done(world.directory().rotate_worker_key(request).await).api_key;
    assert!(opens(&world, &worker.key).await && opens(&world, &new).await);
    world.clock.advance(SignedDuration::from_secs(3599));
    assert!(opens(&world, &worker.key).await);
    // A key that was just used is known for a few seconds more.
    world.clock.advance(SignedDuration::from_secs(6));
    assert!(!opens(&world, &worker.key).await);
    assert!(opens(&world, &new).await);
}

#[tokio::test]
async fn without_grace_the_old_key_ends_at_once() {
    let world = World::new().await;
    let worker = world.worker().await;
    assert!(opens(&world, &worker.key).await);
    let request = RotateWorkerKeyRequest {
        worker_id: worker.worker_id.clone(),
        grace_seconds: 0,
    };
    let new = done(world.directory().rotate_worker_key(request).await).api_key;
    assert!(!opens(&world, &worker.key).await);
    assert!(opens(&world, &new).await);
}

#[tokio::test]
async fn a_second_rotation_does_not_prolong_the_grace_of_the_first() {
    let world = World::new().await;
    let worker = world.worker().await;
    for grace_seconds in [60, 3600] {
        let request = RotateWorkerKeyRequest {
            worker_id: worker.worker_id.clone(),
            grace_seconds,
        };
        done(world.directory().rotate_worker_key(request).await);
    }
    world.clock.advance(SignedDuration::from_secs(61));
    assert!(!opens(&world, &worker.key).await);
}

#[tokio::test]
async fn revoked_keys_end_at_once_and_all_of_them() {
    let world = World::new().await;
    let worker = world.worker().await;
    let request = RotateWorkerKeyRequest {
        worker_id: worker.worker_id.clone(),
        grace_seconds: 3600,
    };
    let new = done(world.directory().rotate_worker_key(request).await).api_key;
    assert!(opens(&world, &worker.key).await && opens(&world, &new).await);
    let revoke = RevokeWorkerKeysRequest {
        worker_id: worker.worker_id.clone(),
    };
    let revoked = done(world.directory().revoke_worker_keys(revoke).await).revoked;
    assert_eq!(revoked, 2);
    assert!(!opens(&world, &worker.key).await && !opens(&world, &new).await);
}

#[tokio::test]
async fn a_key_is_known_by_its_hash_only() {
    let world = World::new().await;
    let worker = world.worker().await;
    let key: ApiKey = worker.key.parse().expect("a key");
    let ask = |key_hash: Vec<u8>| AuthenticateRequest { key_hash };
    let known = world
        .directory()
        .authenticate(ask(key.hash().0.to_vec()))
        .await;
    let known = done(known).worker.expect("the worker");
    assert_eq!(
        (known.worker_id, known.role),
        (worker.worker_id, WorkerRole::Worker.into())
    );
    let nobody = done(world.directory().authenticate(ask(vec![0; 32])).await);
    assert_eq!(nobody.worker, None);
    let (_, error) = refused(world.directory().authenticate(ask(vec![0; 31])).await);
    assert_eq!(pointers(&error), ["/key_hash"]);
    let secret = worker
        .key
        .rsplit('_')
        .next()
        .expect("the secret")
        .as_bytes();
    for entry in std::fs::read_dir(world.data.path()).expect("the folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}

#[tokio::test]
async fn workers_are_listed_by_organisation() {
    let world = World::new().await;
    let one = world.worker().await;
    world.worker().await;
    world.colleague(WorkerRole::Spoc, "").await;
    let list = |organisation_id: &str| ListWorkersRequest {
        organisation_id: organisation_id.to_owned(),
    };
    let of_one = done(
        world
            .directory()
            .list_workers(list(&one.organisation_id))
            .await,
    )
    .workers;
    assert_eq!(of_one.len(), 1);
    assert_eq!(of_one[0].worker_id, one.worker_id);
    assert_eq!(
        done(world.directory().list_workers(list("")).await)
            .workers
            .len(),
        3
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_worker_or_an_organisation_is_said_at_once() {
    let world = World::new().await;
    let worker = AddWorkerRequest {
        email: "nowhere".to_owned(),
        role: WorkerRole::Worker.into(),
        language: "xx".to_owned(),
        ..AddWorkerRequest::default()
    };
    let (_, error) = refused(world.directory().add_worker(worker.clone()).await);
    assert_eq!(
        pointers(&error),
        ["/name", "/email", "/language", "/organisation_id"]
    );
    let nobody = AddWorkerRequest { role: 0, ..worker };
    let (_, error) = refused(world.directory().add_worker(nobody).await);
    assert_eq!(pointers(&error), ["/name", "/email", "/language", "/role"]);
    let organisation = AddOrganisationRequest {
        email: "nowhere".to_owned(),
        ..AddOrganisationRequest::default()
    };
    let (_, error) = refused(world.directory().add_organisation(organisation).await);
    assert_eq!(pointers(&error), ["/name", "/email"]);
}

#[tokio::test]
async fn people_list_organisations_and_do_nothing_else_with_the_directory() {
    let world = World::new().await;
    let worker = world.worker().await;
    for role in [
        WorkerRole::Worker,
        WorkerRole::Spoc,
        WorkerRole::Coordinator,
    ] {
        let caller = world.colleague(role, &worker.organisation_id).await;
        let mut directory = DirectoryClient::new(world.peer(&caller.key));
        let listed = done(
            directory
                .list_organisations(ListOrganisationsRequest {})
                .await,
        );
        assert_eq!(
            listed.organisations[0].organisation_id,
            worker.organisation_id
        );
        let answer = directory.list_workers(ListWorkersRequest::default()).await;
        assert_eq!(refused(answer).0, ErrorCode::PermissionDenied);
        let answer = directory
            .get_shareable(GetShareableRequest::default())
            .await;
        assert_eq!(refused(answer).0, ErrorCode::PermissionDenied);
        let revoke = RevokeWorkerKeysRequest {
            worker_id: worker.worker_id.clone(),
        };
        let answer = directory.revoke_worker_keys(revoke).await;
        assert_eq!(refused(answer).0, ErrorCode::PermissionDenied);
    }
}
