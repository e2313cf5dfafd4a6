//! The one error of the server: a status and a sentence for the caller; details only go to the log.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rustix::io::Errno;

/// A `Result` with the server's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request was not served.
///
/// As a response it is plain text; the layer of each protocol's face replaces that by the shape its clients know.
#[derive(Clone, Debug)]
pub struct Error {
    status: StatusCode,
    message: String,
    gateway: bool,
}

impl Error {
    /// An error with any status; the named constructors below are the usual way.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Error {
        Error { status, message: message.into(), gateway: false }
    }

    /// 400: the named field is wrong.
    ///
    /// ```
    /// let error = portolan_server::Error::bad_request("maxRunTime", "must be hh:mm:ss");
    /// assert_eq!(error.message(), "maxRunTime: must be hh:mm:ss");
    /// ```
    pub fn bad_request(field: &str, why: impl std::fmt::Display) -> Error {
        Error::new(StatusCode::BAD_REQUEST, format!("{field}: {why}"))
    }

    /// 401: no valid credential came with the request. Agave answers it with its gateway's fault.
    pub fn unauthorized(message: impl Into<String>) -> Error {
        Error { status: StatusCode::UNAUTHORIZED, message: message.into(), gateway: true }
    }

    /// 403: the caller is known but may not do this.
    pub fn forbidden(message: impl Into<String>) -> Error {
        Error::new(StatusCode::FORBIDDEN, message)
    }

    /// 404: there is no such thing, or the caller may not know of it.
    pub fn not_found(message: impl Into<String>) -> Error {
        Error::new(StatusCode::NOT_FOUND, message)
    }

    /// 409: the request contradicts what is there now.
    pub fn conflict(message: impl Into<String>) -> Error {
        Error::new(StatusCode::CONFLICT, message)
    }

    /// 501: the protocol knows the operation, this server does not.
    pub fn not_implemented(message: impl Into<String>) -> Error {
        Error::new(StatusCode::NOT_IMPLEMENTED, message)
    }

    /// 413: the body is larger than the server takes.
    pub fn too_large(message: impl Into<String>) -> Error {
        Error::new(StatusCode::PAYLOAD_TOO_LARGE, message)
    }

    /// 507: the disk is full; nothing of the request was kept.
    pub fn storage_full() -> Error {
        Error::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "The server's disk is full. Nothing was stored; delete files and try again.",
        )
    }

    /// 500: our fault. The caller gets an id under which the log has the details.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Error {
        let cause = cause.into();
        let id = crate::ids::token();
        let id = &id[..12];
        tracing::error!(id, cause = format!("{cause:#}"), "request failed");
        Error::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("The server failed; its log has the details under {id}."),
        )
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The sentence for the caller.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the credential was refused, which Agave's gateway answers before its services do.
    pub fn is_from_gateway(&self) -> bool {
        self.gateway
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Error::storage_full(),
            _ => Error::internal(error),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        match Errno::from_io_error(&error) {
            Some(Errno::NOSPC | Errno::DQUOT | Errno::FBIG) => Error::storage_full(),
            Some(Errno::NAMETOOLONG) => {
                Error::bad_request("path", "the name is too long for this server's disk")
            }
            Some(Errno::NOTDIR) => Error::bad_request("path", "a part of it is a file, not a folder"),
            Some(Errno::ISDIR) => Error::bad_request("path", "is a folder, not a file"),
            Some(Errno::EXIST | Errno::NOTEMPTY) => Error::bad_request("path", "is already there"),
            Some(Errno::LOOP) => Error::bad_request("path", "its links lead in a circle"),
            _ => match error.kind() {
                std::io::ErrorKind::NotFound => Error::not_found("No such file or folder."),
                std::io::ErrorKind::PermissionDenied => {
                    Error::forbidden("The path leads outside the system or may not be read.")
                }
                _ => Error::internal(error),
            },
        }
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Error {
        Error::internal(error)
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.message.clone()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
