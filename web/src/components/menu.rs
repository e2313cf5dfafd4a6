//! A button that opens a short list of actions or choices, after the menu-button pattern.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Icon, Symbol};
use super::unique_id;

use crate::hooks::effect::effect;

/// One line of a menu.
#[derive(Clone)]
pub struct MenuItem {
    /// Its words.
    pub label: String,
    /// A picture before them.
    pub icon: Option<Symbol>,
    /// For a choice among several: whether it is the one in force.
    pub chosen: Option<bool>,
    /// What choosing it does.
    pub action: Callback<()>,
}

/// A menu button. The children are what the button shows.
#[component]
pub fn Menu(
    /// The button's accessible name.
    #[prop(into)]
    label: Signal<String>,
    /// The lines.
    #[prop(into)]
    items: Signal<Vec<MenuItem>>,
    /// What the button shows.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let id = unique_id("menu");
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let on_key = move |event: web_sys::KeyboardEvent| {
        if !open.get_untracked() {
            if matches!(event.key().as_str(), "ArrowDown" | "ArrowUp") {
                event.prevent_default();
                open.set(true);
            }
            return;
        }
        let step = match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                return close();
            }
            "Tab" => return open.set(false),
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Previous,
            "Home" => Step::First,
            "End" => Step::Last,
            _ => return,
        };
        event.prevent_default();
        if let Some(root) = root.get_untracked() {
            move_focus(&root, step);
        }
    };
    effect(move || {
        if open.get() {
            request_animation_frame(move || {
                if let Some(root) = root.try_get_untracked().flatten() {
                    move_focus(&root, Step::First);
                }
            });
        }
    });
    let leave = move |event: web_sys::FocusEvent| {
        let inside = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok())
            .is_some_and(|node| root.get_untracked().is_some_and(|root| root.contains(Some(&node))));
        if !inside {
            // The focus also leaves when the menu itself goes, and its signals with it.
            let _ = open.try_set(false);
        }
    };
    view! {
        <div class="menu" node_ref=root on:keydown=on_key on:focusout=leave>
            <button
                node_ref=button
                type="button"
                class="button button-quiet menu-button"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-controls=id.clone()
                aria-label=move || label.get()
                title=move || label.get()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {children()}
            </button>
            <Show when=move || open.get()>
                <div class="menu-list" role="menu" id=id.clone() aria-label=move || label.get()>
                    {move || items.get().into_iter().map(|item| line(item, close)).collect_view()}
                </div>
            </Show>
        </div>
    }
}

fn line(item: MenuItem, close: impl Fn() + Copy + 'static) -> impl IntoView {
    let role = if item.chosen.is_some() { "menuitemradio" } else { "menuitem" };
    let action = item.action;
    view! {
        <button
            type="button"
            class="menu-item"
            role=role
            tabindex="-1"
            aria-checked=item.chosen.map(|chosen| chosen.to_string())
            on:click=move |_| {
                close();
                action.run(());
            }
        >
            {item.icon.map(|name| view! { <Icon name=name /> })}
            <span>{item.label}</span>
            {(item.chosen == Some(true)).then(|| view! { <Icon name=Symbol::Check /> })}
        </button>
    }
}

#[derive(Clone, Copy)]
enum Step {
    Next,
    Previous,
    First,
    Last,
}

fn move_focus(root: &web_sys::HtmlElement, step: Step) {
    let Ok(lines) = root.query_selector_all("[role^=menuitem]") else { return };
    let active = document().active_element();
    let all: Vec<web_sys::HtmlElement> =
        (0..lines.length()).filter_map(|at| lines.item(at)?.dyn_into().ok()).collect();
    let here = all.iter().position(|line| active.as_ref().is_some_and(|active| **line == *active));
    let count = all.len();
    let target = match (step, here) {
        (Step::Next, Some(at)) => (at + 1) % count.max(1),
        (Step::Previous, Some(at)) => (at + count - 1) % count.max(1),
        (Step::Last, _) | (Step::Previous, None) => count.saturating_sub(1),
        (Step::First, _) | (Step::Next, None) => 0,
    };
    if let Some(line) = all.get(target) {
        let _ = line.focus();
    }
}
