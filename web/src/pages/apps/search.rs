//! Which apps a search finds, and in what order.

use portolan::gateway::AppSummary;

use crate::sorting::sorted;

/// The apps that `query` finds: every word of it occurs in the label, id, description or tags. Those whose
/// label begins with it come first, then those that have it in the label; otherwise the label decides.
pub(super) fn find(apps: &[AppSummary], query: &str) -> Vec<AppSummary> {
    let query = query.trim().to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let found: Vec<(u8, String, &AppSummary)> = apps
        .iter()
        .filter(|app| {
            let text = haystack(app);
            words.iter().all(|word| text.contains(word))
        })
        .map(|app| (rank(app, &query), app.label.to_lowercase(), app))
        .collect();
    let found = sorted(found, |a, b| (a.0, &a.1, &a.2.id).cmp(&(b.0, &b.1, &b.2.id)));
    found.into_iter().map(|(_, _, app)| app.clone()).collect()
}

fn haystack(app: &AppSummary) -> String {
    let mut text = format!("{}\n{}\n{}", app.label, app.id, app.description);
    for tag in &app.tags {
        text.push('\n');
        text.push_str(tag);
    }
    text.to_lowercase()
}

fn rank(app: &AppSummary, query: &str) -> u8 {
    let label = app.label.to_lowercase();
    if label.starts_with(query) {
        0
    } else if label.contains(query) {
        1
    } else {
        2
    }
}

/// The newest version of every app, with how many versions there are of it, in the order given.
pub(super) fn newest(apps: Vec<AppSummary>) -> Vec<(AppSummary, usize)> {
    let mut kept: Vec<(AppSummary, usize)> = Vec::new();
    for app in apps {
        match kept.iter_mut().find(|(other, _)| other.name == app.name && other.public == app.public) {
            Some((other, versions)) => {
                *versions += 1;
                if version(&app.version) > version(&other.version) {
                    *other = app;
                }
            }
            None => kept.push((app, 1)),
        }
    }
    kept
}

/// A dotted version as numbers that compare: 1.10 is newer than 1.9.
pub fn version(text: &str) -> Vec<u64> {
    text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use portolan::gateway::AppSummary;

    use super::{find, newest, version};

    fn app(name: &str, version: &str, label: &str, description: &str) -> AppSummary {
        AppSummary {
            id: format!("{name}-{version}"),
            name: name.to_owned(),
            version: version.to_owned(),
            label: label.to_owned(),
            description: description.to_owned(),
            public: true,
            tags: vec!["demo".to_owned()],
            system: None,
        }
    }

    fn labels(apps: &[AppSummary], query: &str) -> Vec<String> {
        find(apps, query).into_iter().map(|app| app.label).collect()
    }

    #[test]
    fn every_word_must_occur_somewhere() {
        let apps = [
            app("stats", "1.0", "Text statistics", "Counts lines"),
            app("pi", "1.0", "Monte Carlo pi", "Throws darts; prints statistics"),
        ];
        assert_eq!(labels(&apps, "STAT lines"), ["Text statistics"]);
        assert_eq!(labels(&apps, "demo"), ["Monte Carlo pi", "Text statistics"]);
        assert_eq!(labels(&apps, "statistics"), ["Text statistics", "Monte Carlo pi"]);
        assert!(labels(&apps, "nothing").is_empty());
    }

    #[test]
    fn a_label_that_begins_so_comes_first() {
        let apps = [app("a", "1", "A pi", ""), app("b", "1", "Pi of darts", "")];
        assert_eq!(labels(&apps, "pi"), ["Pi of darts", "A pi"]);
    }

    #[test]
    fn the_newest_version_stands_for_all() {
        let apps = vec![app("a", "1.9", "A", ""), app("b", "1", "B", ""), app("a", "1.10", "A", "")];
        let kept = newest(apps);
        assert_eq!(kept.len(), 2);
        assert_eq!((kept[0].0.version.as_str(), kept[0].1), ("1.10", 2));
        assert!(version("2.0") > version("1.99.3"));
    }
}
