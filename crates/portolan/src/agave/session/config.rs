//! The session file of Agave's command line tools: `config.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::State;
use crate::error::Result;

/// A session file: the current session, and all that were saved by tenant, user and client.
///
/// ```
/// use portolan::agave::{Agave, Config};
///
/// let file = r#"{ "current": { "page": { "tenantid": "sd2e", "baseurl": "https://api.sd2e.org/", "apikey": "k",
///     "apisecret": "s", "username": "ada", "access_token": "t", "refresh_token": "r", "created_at": "1539708516",
///     "expires_in": 14400, "expires_at": "Tue Oct 16 20:48:36 UTC 2018" } }, "sessions": {} }"#;
/// let config: Config = serde_json::from_str(file)?;
/// let agave = Agave::new(Default::default())?;
/// agave.session().load_configs(&config, None)?;
/// assert_eq!(agave.session().username(), "ada");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The session that was used last, by its client's name.
    pub current: BTreeMap<String, SessionEntry>,
    /// Tenant, user, client.
    pub sessions: BTreeMap<String, BTreeMap<String, BTreeMap<String, SessionEntry>>>,
}

impl Config {
    pub(super) fn insert(&mut self, client: &str, entry: SessionEntry) {
        self.current = BTreeMap::from([(client.to_owned(), entry.clone())]);
        let tenant = self.sessions.entry(entry.tenantid.clone()).or_default();
        let user = tenant.entry(entry.username.clone()).or_default();
        user.insert(client.to_owned(), entry);
    }

    pub(super) fn find(&self, which: Option<(&str, &str, &str)>) -> Option<(&str, &SessionEntry)> {
        let (name, entry) = match which {
            None => self.current.first_key_value()?,
            Some((tenant, user, client)) => self.sessions.get(tenant)?.get(user)?.get_key_value(client)?,
        };
        Some((name, entry))
    }
}

/// One session of a session file.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionEntry {
    /// The tenant's code.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub tenantid: String,
    /// The tenant's address.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub baseurl: String,
    /// Not used.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub devurl: String,
    /// The OAuth client's secret.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub apisecret: String,
    /// The OAuth client's key.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub apikey: String,
    /// The user's name.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub username: String,
    /// The bearer token.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub access_token: String,
    /// What replaces it.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub refresh_token: String,
    /// When it was issued: seconds since 1970, as text.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub created_at: String,
    /// Seconds until it expires.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub expires_in: u64,
    /// When it expires, in the form of C's `ctime` with `UTC`.
    #[serde(deserialize_with = "crate::liberal::read")]
    pub expires_at: String,
}

impl std::fmt::Debug for SessionEntry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { tenantid, baseurl, username, .. } = self;
        write!(formatter, "SessionEntry {{ {username} at {tenantid} ({baseurl}), secrets not shown }}")
    }
}

/// As JavaScript holds it.
#[cfg(all(feature = "js", target_family = "wasm"))]
impl From<&crate::json::Json> for SessionEntry {
    fn from(entry: &crate::json::Json) -> Self {
        let text = |name| entry.text_of(name).unwrap_or_default();
        Self {
            tenantid: text("tenantid"),
            baseurl: text("baseurl"),
            devurl: text("devurl"),
            apisecret: text("apisecret"),
            apikey: text("apikey"),
            username: text("username"),
            access_token: text("access_token"),
            refresh_token: text("refresh_token"),
            created_at: text("created_at"),
            expires_in: entry.number_of("expires_in"),
            expires_at: text("expires_at"),
        }
    }
}

/// As JavaScript takes it.
#[cfg(all(feature = "js", target_family = "wasm"))]
impl From<&SessionEntry> for crate::json::Json {
    fn from(entry: &SessionEntry) -> Self {
        let mut json = Self::object();
        let texts = [
            ("tenantid", &entry.tenantid),
            ("baseurl", &entry.baseurl),
            ("devurl", &entry.devurl),
            ("apisecret", &entry.apisecret),
            ("apikey", &entry.apikey),
            ("username", &entry.username),
            ("access_token", &entry.access_token),
            ("refresh_token", &entry.refresh_token),
            ("created_at", &entry.created_at),
        ];
        for (name, text) in texts {
            json.set(name, text.as_str().into());
        }
        json.set("expires_in", Self((entry.expires_in as f64).into()));
        json.set("expires_at", entry.expires_at.as_str().into());
        json
    }
}

impl SessionEntry {
    pub(super) fn of(state: &State) -> Self {
        let created = state.created_ms / 1000;
        Self {
            tenantid: state.tenant_id.clone(),
            baseurl: state.base_url.clone(),
            devurl: String::new(),
            apisecret: state.client_secret.clone(),
            apikey: state.client_key.clone(),
            username: state.username.clone(),
            access_token: state.token.clone(),
            refresh_token: state.refresh_token.clone(),
            created_at: created.to_string(),
            expires_in: state.expires_in,
            expires_at: ctime(created + state.expires_in),
        }
    }

    pub(super) fn state(&self) -> Result<State> {
        Ok(State {
            base_url: super::super::address(&self.baseurl)?,
            tenant_id: self.tenantid.clone(),
            client_name: String::new(),
            client_key: self.apikey.clone(),
            client_secret: self.apisecret.clone(),
            username: self.username.clone(),
            token: self.access_token.clone(),
            refresh_token: self.refresh_token.clone(),
            created_ms: crate::json::whole(&self.created_at) * 1000,
            expires_in: self.expires_in,
        })
    }
}

/// Seconds since 1970 as in `Tue Oct 16 20:48:36 UTC 2018`.
///
/// The days are counted as in the proleptic Gregorian calendar, in years that begin in March so that the leap day is last.
fn ctime(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"];
    let (days, time) = (seconds / 86_400, seconds % 86_400);
    let since_march_0000 = days + 719_468;
    let (era, day_of_era) = (since_march_0000 / 146_097, since_march_0000 % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year_of_era + u64::from(month >= 10);
    let (hours, minutes, seconds) = (time / 3_600, time / 60 % 60, time % 60);
    let (weekday, month) = (DAYS[(days % 7) as usize], MONTHS[month as usize]);
    format!("{weekday} {month} {day:2} {hours:02}:{minutes:02}:{seconds:02} UTC {year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_the_tools_write_them() {
        assert_eq!(ctime(1_539_722_916), "Tue Oct 16 20:48:36 UTC 2018");
        assert_eq!(ctime(0), "Thu Jan  1 00:00:00 UTC 1970");
        assert_eq!(ctime(951_782_400), "Tue Feb 29 00:00:00 UTC 2000");
        assert_eq!(ctime(4_107_542_400), "Mon Mar  1 00:00:00 UTC 2100");
    }

    #[test]
    fn a_saved_session_comes_back() {
        let state = State {
            base_url: "https://api.sd2e.org".into(),
            tenant_id: "sd2e".into(),
            client_key: "key".into(),
            client_secret: "secret".into(),
            username: "ada".into(),
            token: "token".into(),
            refresh_token: "refresh".into(),
            created_ms: 1_539_708_516_000,
            expires_in: 14_400,
            ..State::default()
        };
        let mut config = Config::default();
        config.insert("page", SessionEntry::of(&state));
        let text = serde_json::to_string(&config).unwrap();
        let read: Config = serde_json::from_str(&text).unwrap();
        for which in [None, Some(("sd2e", "ada", "page"))] {
            let (name, entry) = read.find(which).unwrap();
            assert_eq!((name, entry.expires_at.as_str()), ("page", "Tue Oct 16 20:48:36 UTC 2018"));
            assert_eq!(entry.state().unwrap().refresh_token, "refresh");
        }
        assert!(read.find(Some(("sd2e", "ada", "other"))).is_none());
    }

    #[test]
    fn debug_output_shows_no_secret() {
        let entry =
            SessionEntry { apisecret: "hush".into(), access_token: "hush".into(), ..Default::default() };
        assert!(!format!("{entry:?}").contains("hush"));
    }
}
