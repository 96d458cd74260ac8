//! What the gRPC door offers beside the services: health and reflection.

use relais_runtime::Role;
use tonic::service::{Routes, RoutesBuilder};

/// Adds the standard health service (every role's services serve as long as the process does) and
/// reflection, so that generic tools can call. Neither asks for a key.
///
/// # Errors
/// When the descriptors do not fit, which is our fault.
pub async fn with_standard(
    services: Routes,
    roles: impl Iterator<Item = Role>,
) -> anyhow::Result<Routes> {
    let mut routes = RoutesBuilder::default();
    let (reporter, health) = tonic_health::server::health_reporter();
    for service in roles.flat_map(services_of) {
        reporter
            .set_service_status(*service, tonic_health::ServingStatus::Serving)
            .await;
    }
    routes.add_service(health);
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(relais_proto::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()?;
    routes.add_service(reflection);
    // What is not one of these two is for the services, which ask for a key.
    let standard = routes.routes().into_axum_router().reset_fallback();
    Ok(Routes::from(standard.merge(services.into_axum_router())))
}

/// The gRPC services of a role.
pub fn services_of(role: Role) -> &'static [&'static str] {
    match role {
        Role::Intake => &[
            "relais.intake.v1.Intake",
            "relais.intake.v1.Employers",
            "relais.intake.v1.Feeds",
            "relais.intake.v1.Mails",
        ],
        Role::Profiles => &[
            "relais.profiles.v1.Profiles",
            "relais.profiles.v1.Directory",
        ],
        Role::Matching => &["relais.matching.v1.Matching"],
        Role::Relay => &["relais.relay.v1.Relay", "relais.relay.v1.Outbox"],
    }
}
