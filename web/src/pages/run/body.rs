//! Reading a body that was edited by hand.

use serde_json::Value;

/// Reads an edited body. The message of a failure says where in the text it lies.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    match serde_json::from_str::<Value>(text) {
        Ok(body @ Value::Object(_)) => Ok(body),
        Ok(_) => Err("The body must be an object: it begins with { and ends with }.".to_owned()),
        Err(fault) => Err(format!("This is not JSON yet: {fault}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_fault_says_where_it_lies() {
        assert!(parse("{\n \"a\" 1 }").is_err_and(|why| why.contains("line 2")));
        assert!(parse("[1]").is_err_and(|why| why.contains("object")));
        assert!(parse("{}").is_ok());
    }
}
