//! Files in vaults, which the service lists and nothing more.

use serde::{Deserialize, Serialize};

use super::Jarvice;
use crate::{api, fields};

/// Lists the files of a vault. They come and go by SFTP.
///
/// ```no_run
/// # async fn example(jarvice: portolan::jarvice::Jarvice) -> portolan::Result<()> {
/// use portolan::jarvice::VaultQuery;
///
/// let query = VaultQuery { vault: "home".into(), path: "/".into(), details: Some(true), sort: None };
/// for file in jarvice.vault(&query).await? {
///     println!("{} {}", file.0, file.1);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// for (const [name, size] of await jarvice.vault({ vault: "home", path: "/", details: true })) console.log(name, size);
/// ```
#[api(Jarvice, "/jarvice", plain)]
pub trait Vaults {
    /// Lists a folder of a vault; the names of folders end in a slash.
    #[get("/vault", read)]
    fn vault(&self, query: &VaultQuery) -> Vec<VaultEntry>;
}

/// Which folder, and how.
#[fields]
pub struct VaultQuery {
    /// The vault's name.
    pub vault: String,
    /// The folder; `/` is the whole vault.
    pub path: String,
    /// Whether sizes and times are told, which takes its time; they are 0 unless told.
    pub details: Option<bool>,
    /// By name `n`, size `s` or time `m`, upwards; `N`, `S` or `M` downwards.
    pub sort: Option<String>,
}

/// A file or folder: its name, its size in bytes, and the time of its last change in seconds since 1970.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct VaultEntry(
    /// The name; a folder's ends in a slash.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub String,
    /// The size.
    #[serde(default, deserialize_with = "crate::liberal::read")]
    pub u64,
    /// The time.
    #[serde(default, deserialize_with = "crate::liberal::read")]
    pub f64,
);

#[cfg(feature = "meta")]
impl crate::meta::Described for VaultEntry {
    fn typescript(_: &mut crate::meta::Types) -> String {
        "[name: string, size: number | string, time: number | string]".to_owned()
    }
}
