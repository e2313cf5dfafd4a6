//! What jobs run on.

use crate::model;

/// A kind of machine; the names of its fields have no more to say than the service's documents do.
#[model(snake)]
pub struct MachineDef {
    pub mc_name: Option<String>,
    pub mc_description: Option<String>,
    pub mc_arch: Option<String>,
    pub mc_cores: Option<i64>,
    pub mc_slots: Option<i64>,
    pub mc_gpus: Option<i64>,
    /// Gigabytes.
    pub mc_ram: Option<i64>,
    pub mc_swap: Option<i64>,
    /// Gigabytes.
    pub mc_scratch: Option<i64>,
    pub mc_devices: Option<String>,
    pub mc_properties: Option<String>,
    pub mc_slave_properties: Option<String>,
    pub mc_slave_cores: Option<i64>,
    pub mc_slave_gpus: Option<i64>,
    pub mc_slave_ram: Option<i64>,
    /// The fewest and most nodes of a job, and those to choose from.
    pub mc_scale_min: Option<i64>,
    pub mc_scale_max: Option<i64>,
    pub mc_scale_select: Option<String>,
    pub mc_lesser: Option<i64>,
    /// Per hour and node.
    pub mc_price: Option<f64>,
    pub mc_priority: Option<i64>,
    pub mc_privs: Vec<String>,
    pub mc_max_concurrent: Option<i64>,
    pub mc_sched_id: Option<i64>,
}
