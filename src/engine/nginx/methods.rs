//! `methods`: a variable that is empty for the methods that are let in, and holds what is allowed for all others.

use super::distinct::Distinct;
use super::scope::Scope;
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::Method;

crate::view! {
    /// What is allowed, for the methods that are not.
    pub struct MethodsView {
        /// The variable.
        pub name: Escaped,
        /// The value of Allow.
        pub allow: String,
        /// The methods that are let in.
        pub methods: Vec<String>,
    }
}

/// The variable of a route; none when it lets in every method.
pub fn variable(methods: Option<&Placed<Vec<Placed<Method>>>>, scope: &mut Scope<'_, '_>) -> Option<Escaped> {
    let mut names: Vec<String> = Vec::new();
    for method in methods?.iter().map(|method| method.as_str()) {
        let head = (method == "GET").then_some("HEAD");
        for name in std::iter::once(method).chain(head) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    Some(name(scope.methods.number(names)))
}

fn name(number: usize) -> Escaped {
    Escaped::trusted(format!("allow_{number}"))
}

/// The lists of all routes.
pub fn views(lists: &Distinct<Vec<String>>) -> Vec<MethodsView> {
    let view = |(number, methods): (usize, &Vec<String>)| MethodsView {
        name: name(number),
        allow: methods.join(", "),
        methods: methods.clone(),
    };
    lists.iter().map(view).collect()
}
