//! The icon set: strokes on a 24-unit grid, drawn for this portal.

use leptos::prelude::*;

/// The pictures there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each name says what is drawn")]
pub enum Symbol {
    Alert,
    Apps,
    ArrowDown,
    ArrowUp,
    Cancel,
    Check,
    ChevronDown,
    ChevronRight,
    Copy,
    Delete,
    Download,
    Edit,
    External,
    File,
    Files,
    Folder,
    FolderNew,
    Image,
    Info,
    Job,
    Jobs,
    Light,
    Dark,
    Menu,
    More,
    Move,
    Plus,
    Preview,
    Refresh,
    Run,
    Screen,
    Search,
    SignOut,
    Stop,
    System,
    Systems,
    Text,
    Upload,
    User,
}

impl Symbol {
    /// The strokes of the picture, as the path data of SVG.
    const fn strokes(self) -> &'static str {
        match self {
            Self::Alert => "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.2",
            Self::Apps => "M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM16.75 13.5v6.5M13.5 16.75H20",
            Self::ArrowDown => "M12 5v14M6 13l6 6 6-6",
            Self::ArrowUp => "M12 19V5M6 11l6-6 6 6",
            Self::Cancel => "M6 6l12 12M18 6 6 18",
            Self::Check => "M5 12.5 10 17.5 19 7",
            Self::ChevronDown => "M6 9.5l6 6 6-6",
            Self::ChevronRight => "M9.5 6l6 6-6 6",
            Self::Copy => "M8.5 8.5H20V20H8.5zM15.5 8.5V4H4v11.5h4.5",
            Self::Delete => "M4 7h16M9.5 7V4h5v3M6.5 7l1 13h9l1-13M10.2 11v5.5M13.8 11v5.5",
            Self::Download => "M12 4v11M7 10.5l5 5 5-5M4.5 19.5h15",
            Self::Edit => "M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5zM13.5 7l3.5 3.5",
            Self::External => "M13.5 4.5h6v6M19.5 4.5l-9 9M10 5.5H4.5v14h14V14",
            Self::File => "M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5",
            Self::Files => "M3.5 6h6l2 2.5h9V19h-17z",
            Self::Folder => "M3.5 5.5h6l2 2.5h9v11h-17z",
            Self::FolderNew => "M3.5 5.5h6l2 2.5h9v11h-17zM12 11v5M9.5 13.5h5",
            Self::Image => "M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9v.2",
            Self::Info => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5M12 7.5v.2",
            Self::Job => "M4 12h3.5l2.5-6 4 12 2.5-6H20",
            Self::Jobs => "M4 6h3M10 6h10M4 12h3M10 12h10M4 18h3M10 18h10",
            Self::Light => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5V5M12 19v2.5M2.5 12H5M19 12h2.5M5.3 5.3 7 7M17 17l1.7 1.7M5.3 18.7 7 17M17 7l1.7-1.7"
            }
            Self::Dark => "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
            Self::Menu => "M4 7h16M4 12h16M4 17h16",
            Self::More => "M5.5 12v.2M12 12v.2M18.5 12v.2",
            Self::Move => "M4 12h15M13.5 6.5 19 12l-5.5 5.5M4 6v12",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Preview => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z"
            }
            Self::Refresh => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15",
            Self::Run => "M7 4.5v15l12-7.5z",
            Self::Screen => "M3.5 5h17v11.5h-17zM9 20h6M12 16.5V20",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.2 15.2 20 20",
            Self::SignOut => "M14 4.5H5v15h9M10 12h10M16 8l4 4-4 4",
            Self::Stop => "M6.5 6.5h11v11h-11z",
            Self::System => "M4 4.5h16v6H4zM4 13.5h16v6H4zM7.5 7.5v.2M7.5 16.5v.2M11 7.5h5.5M11 16.5h5.5",
            Self::Systems => "M4 4.5h16v6H4zM4 13.5h16v6H4zM7.5 7.5v.2M7.5 16.5v.2M11 7.5h5.5M11 16.5h5.5",
            Self::Text => "M6 3.5h8l4.5 4.5v12.5H6zM9 12h6M9 15.5h6M9 8.5h2",
            Self::Upload => "M12 16V5M7 9.5l5-5 5 5M4.5 19.5h15",
            Self::User => {
                "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.700 1.900 7.500 5.500"
            }
        }
    }
}

/// One picture. Without a `label` it is decoration beside words; with one it is read out.
#[component]
pub fn Icon(
    /// Which picture.
    #[prop(into)]
    name: Signal<Symbol>,
    /// What it means, where no words stand beside it.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let hidden = label.is_none().then_some("true");
    let role = label.is_some().then_some("img");
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden=hidden role=role aria-label=label>
            <path d=move || name.get().strokes() />
        </svg>
    }
}
