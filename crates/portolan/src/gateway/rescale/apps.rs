//! Apps: analyses become forms.

use super::{Adapter, CORE_TYPES};
use crate::error::Result;
use crate::gateway::{App, AppSummary, Choice, Field, FieldKind, Group, Service, Settings};
use crate::json::Json;
use crate::rescale::{Analyses, PageQuery};

/// The fields of every analysis.
pub(super) const INPUTS: &str = "inputFiles";
pub(super) const COMMAND: &str = "command";
pub(super) const VERSION: &str = "version";
pub(super) const LICENSE: &str = "useRescaleLicense";
/// What the ids of fields begin with that are variables of the environment.
pub(super) const VARIABLE: &str = "envVars.";

impl Adapter {
    pub(in crate::gateway) async fn list_apps(&self) -> Result<Vec<AppSummary>> {
        let analyses = self.all(Analyses::list_request(&PageQuery::default())?).await?;
        let apps: Vec<_> = analyses.iter().map(summary).collect();
        self.known().codes.extend(apps.iter().map(|app| (app.label.clone(), app.id.clone())));
        Ok(apps)
    }

    pub(in crate::gateway) async fn app(&self, id: &str) -> Result<App> {
        let mut app = app(self.calls().document(Analyses::get_request(id)?).await?);
        // An analysis that allows any core type suggests none, and a job needs one. No suggestion is no failure.
        if app.defaults.queue.is_empty()
            && let Some(core_type) = self.queues(&app).await.unwrap_or_default().into_iter().next()
        {
            app.defaults.queue = core_type.name;
        }
        Ok(app)
    }
}

fn summary(analysis: &Json) -> AppSummary {
    let text = |name| analysis.text_of(name).unwrap_or_default();
    let versions = analysis.get("versions").items();
    let industries = analysis.get("industries").items();
    let vendor = text("vendorName");
    let description = plain(&text("description"));
    AppSummary {
        id: text("code"),
        name: text("code"),
        // The newest is the first.
        version: versions.first().and_then(|version| version.words_of("version")).unwrap_or_default(),
        label: analysis.words_of("name").unwrap_or_else(|| text("code")),
        description: if description.is_empty() { vendor } else { description },
        public: true,
        tags: industries.iter().filter_map(|industry| industry.words_of("name")).collect(),
        system: Some(CORE_TYPES.to_owned()),
    }
}

fn app(analysis: Json) -> App {
    let summary = summary(&analysis);
    let versions = analysis.get("versions").items();
    let first = versions.first().cloned().unwrap_or_default();
    let links = analysis.get("resources").items();
    App {
        service: Service::Rescale,
        long_description: plain(&analysis.text_of("description").unwrap_or_default()),
        help_url: links.iter().find_map(|link| link.words_of("url")),
        fields: fields(&analysis, &versions),
        defaults: Settings {
            queue: first.texts_of("allowedCoreTypes").into_iter().next().unwrap_or_default(),
            max_run_time: "01:00:00".to_owned(),
            node_count: "1".to_owned(),
            processors_per_node: "1".to_owned(),
            ..Settings::default()
        },
        definition: analysis.into(),
        summary,
    }
}

fn fields(analysis: &Json, versions: &[Json]) -> Vec<Field> {
    let choice = |version: &Json| {
        let value = version.text_of("versionCode")?;
        Some(Choice { label: version.words_of("version").unwrap_or_else(|| value.clone()), value })
    };
    let choices: Vec<_> = versions.iter().filter_map(choice).collect();
    let commands = ["stdCommand", "smpCommand", "mpiCommand"];
    let command =
        versions.first().and_then(|version| commands.iter().find_map(|name| version.words_of(name)));
    let licensed = analysis.is_true("hasRescaleLicense");
    let mut fields = vec![
        Field {
            group: Group::Input,
            kind: FieldKind::File,
            help: "Archives are unpacked before the command runs.".to_owned(),
            max_count: None,
            ..field(INPUTS, "Input files", Vec::new())
        },
        Field {
            help: "What is run in the folder of the input files.".to_owned(),
            required: true,
            ..field(COMMAND, "Command", command.into_iter().collect())
        },
    ];
    if !choices.is_empty() {
        let newest = choices.first().map(|choice| choice.value.clone());
        fields.push(Field {
            kind: FieldKind::Choice(choices),
            required: true,
            ..field(VERSION, "Version", newest.into_iter().collect())
        });
    }
    if licensed {
        fields.push(Field {
            kind: FieldKind::Flag,
            help: "Whether the platform's licence is used, at its price.".to_owned(),
            ..field(LICENSE, "Licence of the platform", vec!["true".to_owned()])
        });
    }
    for setting in analysis.get("licenseSettings").items() {
        let name = setting.text_of("name").unwrap_or_default();
        fields.push(Field {
            help: setting.text_of("helpText").unwrap_or_default(),
            required: true,
            disabled_by: licensed.then(|| LICENSE.to_owned()).into_iter().collect(),
            ..field(&format!("{VARIABLE}{name}"), &setting.words_of("label").unwrap_or(name), Vec::new())
        });
    }
    (0..).zip(fields).map(|(order, field)| Field { order, ..field }).collect()
}

/// A line of text; what differs is put in its place.
fn field(id: &str, label: &str, default: Vec<String>) -> Field {
    Field {
        id: id.to_owned(),
        group: Group::Parameter,
        kind: FieldKind::Text { pattern: None },
        label: label.to_owned(),
        visible: true,
        default,
        min_count: 1,
        max_count: Some(1),
        ..Field::default()
    }
}

/// The text of a description, which is HTML of strangers: nothing of it is ever shown as such.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                text.push(' ');
            }
            letter if !in_tag => text.push(letter),
            _ => {}
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (name, letter)| text.replace(name, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture() -> Json {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/rescale/analyses.json");
        let page = Json::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
        page.get("results").items().into_iter().next().unwrap()
    }

    #[test]
    fn an_analysis_becomes_a_form() {
        let app = app(fixture());
        assert_eq!((app.summary.id.as_str(), app.summary.version.as_str()), ("openfoam", "11"));
        assert_eq!(app.summary.description, "Fluid dynamics.");
        assert_eq!(app.defaults.queue, "emerald");
        let ids: Vec<_> = app.fields.iter().map(|field| field.id.as_str()).collect();
        assert_eq!(ids, [INPUTS, COMMAND, VERSION, LICENSE, "envVars.LM_LICENSE_FILE"]);
        assert_eq!(app.fields[1].default, ["cd CASE && ./Allrun"]);
        let FieldKind::Choice(versions) = &app.fields[2].kind else { panic!("a choice") };
        assert_eq!((versions[1].value.as_str(), versions[1].label.as_str()), ("10-openmpi", "10"));
        assert_eq!(app.fields[4].disabled_by, [LICENSE], "the platform's licence needs no other");
    }

    #[test]
    fn descriptions_lose_their_markup() {
        assert_eq!(plain("<p>a &amp; <b>b</b></p>\n<script>x</script>"), "a & b x");
        assert_eq!(plain("1 < 2"), "1");
    }
}
