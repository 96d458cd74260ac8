//! Sending a file to the service, for the command line.

use futures::SinkExt as _;
use futures::channel::mpsc;
use relais_domain::Error;
use relais_proto::profiles::profiles_client::ProfilesClient;
use relais_proto::profiles::{ImportCandidatesRequest, ImportReport};
use relais_runtime::door::from_status;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tonic::body::Body;
use tonic::client::GrpcService;
use tonic::codegen::{Body as HttpBody, Bytes, StdError};

/// Bytes in one message.
const CHUNK: usize = 64 * 1024;
/// Messages that wait to be sent.
const WAITING: usize = 4;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// The file cannot be read to its end; lines before that may have gone in.
    #[error("the file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// The service does not take it.
    #[error(transparent)]
    Refused(#[from] Error),
}

/// Sends a CSV file of candidates through `client`, never more than a few chunks of it in memory.
/// `organisation_id` says whose candidates they are; a worker may leave it empty.
///
/// # Errors
/// [`ImportFailure`]. Lines that are refused are no error: the report lists them.
pub async fn import_file<T>(
    client: &mut ProfilesClient<T>,
    organisation_id: &str,
    file: impl AsyncRead + Unpin,
) -> Result<ImportReport, ImportFailure>
where
    T: GrpcService<Body>,
    T::Error: Into<StdError>,
    T::ResponseBody: HttpBody<Data = Bytes> + Send + 'static,
    <T::ResponseBody as HttpBody>::Error: Into<StdError> + Send,
{
    let (sender, receiver) = mpsc::channel(WAITING);
    let call = async {
        let answer = client.import_candidates(receiver).await;
        let answer = answer.map_err(|status| from_status(&status))?;
        Ok(answer.into_inner())
    };
    // A file that cannot be read to its end breaks the call off, so that half a line is not taken
    // for a whole one.
    let ((), report) = tokio::try_join!(pump(organisation_id.to_owned(), file, sender), call)?;
    Ok(report)
}

async fn pump(
    mut organisation_id: String,
    mut file: impl AsyncRead + Unpin,
    mut sender: mpsc::Sender<ImportCandidatesRequest>,
) -> Result<(), ImportFailure> {
    loop {
        let mut chunk = vec![0; CHUNK];
        let read = file.read(&mut chunk).await?;
        if read == 0 {
            return Ok(());
        }
        chunk.truncate(read);
        let part = ImportCandidatesRequest {
            organisation_id: std::mem::take(&mut organisation_id),
            chunk,
        };
        // Nobody takes it any more where the service has refused: the call says why.
        if sender.send(part).await.is_err() {
            return Ok(());
        }
    }
}
