//! Buttons. Anything else that a button needs (`on:click`, `attr:aria-*`) is passed through to the element.

use leptos::prelude::*;

use super::icon::{Icon, Symbol};

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// One of several equal ones.
    #[default]
    Plain,
    /// What the page or dialog is there for; one at most.
    Primary,
    /// Destroys something.
    Danger,
    /// Without a border, for toolbars and rows.
    Quiet,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button-primary",
            Self::Danger => "button button-danger",
            Self::Quiet => "button button-quiet",
        }
    }
}

/// A button with words, and an icon before them if one is given.
///
/// ```text
/// <Button icon=Symbol::Upload on:click=move |_| choose()>"Upload"</Button>
/// <Button weight=Weight::Primary submit=true busy=action.pending()>"Submit job"</Button>
/// ```
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    weight: Weight,
    /// A picture before the words.
    #[prop(optional, into)]
    icon: Option<Symbol>,
    /// Whether it sends the form that it stands in.
    #[prop(optional)]
    submit: bool,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether what it started is still going on; it cannot be pressed meanwhile.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=weight.class()
            disabled=move || disabled.get() || busy.get()
            aria-busy=move || busy.get().then_some("true")
        >
            {icon.map(|name| view! { <Icon name=name /> })}
            <span class="button-words">{children()}</span>
        </button>
    }
}

/// A button that is only a picture; its name is read out and shown as a tip.
#[component]
pub fn IconButton(
    /// The picture.
    #[prop(into)]
    icon: Signal<Symbol>,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button button-quiet button-icon"
            aria-label=move || label.get()
            title=move || label.get()
            disabled=move || disabled.get()
        >
            <Icon name=icon />
        </button>
    }
}
