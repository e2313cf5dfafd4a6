//! The services that one can sign in to.

use leptos::prelude::*;

/// A service, as the form knows it: without the services' clients, which load later.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// By user name and password.
    Agave,
    /// By user name and API key.
    Jarvice,
    /// By API token.
    Rescale,
}

const SERVICES: [(Service, &str); 3] =
    [(Service::Agave, "Agave"), (Service::Jarvice, "JARVICE"), (Service::Rescale, "Rescale")];

/// The radio buttons.
#[component]
pub fn Services(
    /// The service that is chosen.
    chosen: RwSignal<Service>,
) -> impl IntoView {
    let radios: Vec<AnyView> = SERVICES
        .into_iter()
        .map(|(service, words)| {
            view! {
                <label class="service">
                    <input
                        type="radio"
                        name="service"
                        value=words
                        prop:checked=move || chosen.get() == service
                        on:change=move |_| chosen.set(service)
                    />
                    <span>{words}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="services" role="radiogroup" aria-labelledby="services-name">
            <legend id="services-name" class="field-label">"Service"</legend>
            <div class="services-row">{radios}</div>
        </fieldset>
    }
}
