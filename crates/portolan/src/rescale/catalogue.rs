//! What can be run, and on what.

use super::PageQuery;
use crate::page::Page;
use crate::{api, fields, model};

/// Lists the analyses that can be run.
///
/// ```no_run
/// # async fn example(rescale: portolan::rescale::Rescale) -> portolan::Result<()> {
/// for version in rescale.analyses().get("openfoam").await?.versions {
///     println!("{}", version.version_code);
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// const { versions } = await rescale.analyses.get({ code: "openfoam" });
/// ```
#[api("analyses", "/api/v2/analyses", plain)]
pub trait Analyses {
    /// Lists analyses with their versions.
    #[get("/", read)]
    fn list(&self, query: &PageQuery) -> Page<Analysis>;

    /// Fetches one analysis.
    #[get("/{code}/", read)]
    fn get(&self, code: &str) -> Analysis;
}

/// Lists the core types that analyses run on.
///
/// ```no_run
/// # async fn example(rescale: portolan::rescale::Rescale) -> portolan::Result<()> {
/// for core_type in rescale.coretypes().list(&Default::default()).await? {
///     println!("{} {}", core_type.code, core_type.price.unwrap_or_default());
/// }
/// # Ok(())
/// # }
/// ```
///
/// ```js
/// for await (const { code, price } of rescale.coretypes.listAll({ isActive: true })) console.log(code, price);
/// ```
#[api("coretypes", "/api/v2/coretypes", plain)]
pub trait Coretypes {
    /// Lists core types with their prices.
    #[get("/", read)]
    fn list(&self, query: &CoreTypeQuery) -> Page<CoreType>;
}

/// Which core types.
#[fields(page)]
pub struct CoreTypeQuery {
    /// Only those that can be used, or only those that cannot.
    pub is_active: Option<bool>,
}

/// An analysis: an application that the platform knows how to run.
#[model]
pub struct Analysis {
    pub code: String,
    pub name: String,
    /// HTML of strangers.
    pub description: Option<String>,
    pub vendor_name: Option<String>,
    /// Newest first.
    pub versions: Vec<AnalysisVersion>,
    pub industries: Vec<Industry>,
    pub has_rescale_license: Option<bool>,
    pub has_short_term_license: Option<bool>,
    /// The environment variables that must be set without the platform's licence.
    pub license_settings: Vec<LicenseSetting>,
    pub pricing: Option<String>,
    pub optimizer_type: Option<i64>,
    pub support_desks: Vec<SupportDesk>,
    pub thumbnail: Option<String>,
    pub resources: Vec<Link>,
    pub display_order: Option<i64>,
}

/// A version of an analysis.
#[model]
pub struct AnalysisVersion {
    pub id: Option<String>,
    /// What people read.
    pub version: Option<String>,
    /// What jobs name it by.
    pub version_code: String,
    pub allowed_core_types: Vec<String>,
    pub std_command: Option<String>,
    pub smp_command: Option<String>,
    pub mpi_command: Option<String>,
    pub eula: Option<String>,
}

/// An industry that an analysis is of use to.
#[model]
pub struct Industry {
    pub name: Option<String>,
    pub icon: Option<String>,
}

/// A variable of the environment that tells of a licence.
#[model]
pub struct LicenseSetting {
    pub name: String,
    pub label: Option<String>,
    pub help_text: Option<String>,
    pub license_type: Option<String>,
    pub is_server: Option<bool>,
}

/// Who helps with an analysis.
#[model]
pub struct SupportDesk {
    pub code: Option<String>,
    pub display_name: Option<String>,
    pub email: Option<String>,
}

/// A page about an analysis.
#[model]
pub struct Link {
    pub name: Option<String>,
    pub url: Option<String>,
}

/// A core type.
#[model]
pub struct CoreType {
    pub code: String,
    pub name: String,
    pub description: Option<String>,
    /// The numbers of cores that can be had.
    pub cores: Vec<i64>,
    /// Per core and hour.
    pub price: Option<f64>,
    /// Per core and hour, when it may be interrupted.
    pub low_priority_price: Option<String>,
    pub walltime_required: Option<bool>,
    pub memory: Option<f64>,
    pub storage: Option<f64>,
    pub compute: Option<String>,
    pub io: Option<String>,
    pub storage_io: Option<String>,
    pub has_ssd: Option<bool>,
    pub processor_info: Option<String>,
    pub remote_viz_allowed: Option<bool>,
    pub is_deprecated: Option<bool>,
    pub is_primary: Option<bool>,
    pub is_active: Option<bool>,
    pub display_order: Option<i64>,
}
