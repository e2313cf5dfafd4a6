//! Tenants: the addresses under which Agave runs.

use serde_json::Value;

use crate::{api, model};

/// Lists the tenants that a server knows.
///
/// ```js
/// const addresses = (await agave.tenants.list()).map((tenant) => tenant.baseUrl);
/// ```
#[api("tenants", "/tenants")]
pub trait Tenants {
    /// Lists the tenants.
    #[get("", read, open)]
    fn list(&self) -> Vec<Tenant>;
}

/// A tenant: an address of Agave with users of its own.
#[model]
pub struct Tenant {
    pub id: String,
    /// What sessions call the tenant.
    pub code: String,
    pub name: String,
    pub base_url: String,
    pub contact: Vec<Value>,
    #[serde(rename = "_links")]
    pub links: Option<Value>,
}

/// The known public tenants: code, name, address.
pub const TENANTS: [(&str, &str, &str); 11] = [
    ("3dem", "3dem Tenant", "https://api.3dem.org"),
    ("agave.prod", "Agave Public Tenant", "https://public.agaveapi.co"),
    ("araport.org", "Araport", "https://api.araport.org"),
    ("designsafe", "DesignSafe", "https://agave.designsafe-ci.org"),
    ("iplantc.org", "CyVerse Science APIs", "https://agave.iplantc.org"),
    ("irec", "iReceptor", "https://irec.tenants.prod.tacc.cloud"),
    ("portals", "Portals Tenant", "https://portals-api.tacc.utexas.edu"),
    ("sd2e", "SD2E Tenant", "https://api.sd2e.org"),
    ("sgci", "Science Gateways Community Institute", "https://sgci.tacc.cloud"),
    ("tacc.prod", "TACC", "https://api.tacc.utexas.edu"),
    ("vdjserver.org", "VDJ Server", "https://vdj-agave-api.tacc.utexas.edu"),
];
