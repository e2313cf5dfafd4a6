//! Regular expressions of an app's definition, in the dialect that the browser has.

/// Whether the pattern matches somewhere in the value; `None` where that cannot be told here and the service decides.
#[cfg(target_family = "wasm")]
pub(super) fn matches(pattern: &str, value: &str) -> Option<bool> {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = RegExp)]
        type Expression;
        #[wasm_bindgen(constructor, js_class = "RegExp", catch)]
        fn new(pattern: &str) -> Result<Expression, JsValue>;
        #[wasm_bindgen(method)]
        fn test(this: &Expression, value: &str) -> bool;
    }
    // Services use Perl's dialect: what the browser cannot read, it does not judge.
    Expression::new(pattern).ok().map(|expression| expression.test(value))
}

/// Native builds have no such dialect; the service decides.
#[cfg(not(target_family = "wasm"))]
pub(super) fn matches(_pattern: &str, _value: &str) -> Option<bool> {
    None
}
