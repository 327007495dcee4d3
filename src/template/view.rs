//! Views: what an engine hands to its templates. Each remembers which of its fields were read.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use crate::escape::Escaped;

/// A struct whose fields a template may read; made by [`view!`](crate::view).
pub trait View {
    /// The view's value, with every field in it.
    fn into_value(self) -> Value;
}

/// What may stand in a view's field.
pub trait Field {
    /// The field's value.
    fn into_field(self) -> Value;
}

/// A view's fields and which of them were read.
#[derive(Debug)]
pub struct Fields {
    view: &'static str,
    fields: Vec<(&'static str, Value)>,
    read: AtomicU64,
}

impl Fields {
    /// The value of a view with these fields, at most 64.
    pub fn value(view: &'static str, fields: Vec<(&'static str, Value)>) -> Value {
        Value::from_object(Self { view, fields, read: AtomicU64::new(0) })
    }
}

impl Object for Fields {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        let (at, (_, value)) = self.fields.iter().enumerate().find(|(_, (name, _))| *name == key)?;
        self.read.fetch_or(1 << at, Ordering::Relaxed);
        Some(value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

/// The fields that say something and were never read, as `View.field`, each once.
pub fn unread(root: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_unread(root, &mut found);
    found.sort_unstable();
    found.dedup();
    found
}

fn collect_unread(value: &Value, found: &mut Vec<String>) {
    if let Some(fields) = value.downcast_object_ref::<Fields>() {
        let read = fields.read.load(Ordering::Relaxed);
        for (at, (name, field)) in fields.fields.iter().enumerate() {
            if read & (1 << at) == 0 && field.is_true() {
                found.push(format!("{}.{name}", fields.view));
            }
            collect_unread(field, found);
        }
    } else if let Some(items) = value.downcast_object_ref::<Vec<Value>>() {
        for item in items {
            collect_unread(item, found);
        }
    }
}

impl Field for bool {
    fn into_field(self) -> Value {
        Value::from(self)
    }
}

impl Field for String {
    fn into_field(self) -> Value {
        Value::from(self)
    }
}

impl Field for &str {
    fn into_field(self) -> Value {
        Value::from(self)
    }
}

impl Field for Escaped {
    fn into_field(self) -> Value {
        Value::from_safe_string(self.into_string())
    }
}

macro_rules! number_fields {
    ($($number:ty),+) => {$(
        impl Field for $number {
            fn into_field(self) -> Value {
                Value::from(self)
            }
        }
    )+};
}

number_fields!(u16, u32, u64, usize);

impl<F: Field> Field for Option<F> {
    fn into_field(self) -> Value {
        self.map_or_else(|| Value::from(()), Field::into_field)
    }
}

impl<F: Field> Field for Vec<F> {
    fn into_field(self) -> Value {
        Value::from(self.into_iter().map(Field::into_field).collect::<Vec<Value>>())
    }
}

/// A thing and its name: a pair that a template takes apart.
impl<F: Field> Field for (String, F) {
    fn into_field(self) -> Value {
        Value::from(vec![Value::from(self.0), self.1.into_field()])
    }
}

/// Declares the view of a template: a struct whose every field the template must read where it says something, which is
/// when it is neither absent, nor false, nor empty.
#[macro_export]
macro_rules! view {
    ($(#[$meta:meta])* $visibility:vis struct $name:ident { $($(#[$field_meta:meta])* $field_visibility:vis $field:ident: $type:ty),* $(,)? }) => {
        $(#[$meta])*
        $visibility struct $name { $($(#[$field_meta])* $field_visibility $field: $type),* }

        impl $crate::template::View for $name {
            fn into_value(self) -> ::minijinja::Value {
                let Self { $($field),* } = self;
                $crate::template::Fields::value(
                    stringify!($name),
                    vec![$((stringify!($field), $crate::template::Field::into_field($field))),*],
                )
            }
        }

        impl $crate::template::Field for $name {
            fn into_field(self) -> ::minijinja::Value {
                $crate::template::View::into_value(self)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::escape::Language;
    use crate::template::Templates;

    view! {
        struct Inner { name: String, note: Option<String> }
    }

    view! {
        struct Outer { inner: Vec<Inner>, on: bool }
    }

    fn outer(note: Option<&str>) -> Outer {
        Outer { inner: vec![Inner { name: "a b".into(), note: note.map(Into::into) }], on: true }
    }

    #[test]
    fn a_field_that_no_template_reads_fails_the_render() {
        let text = "{% for i in inner %}{{ i.name }}{% endfor %}{% if on %}!{% endif %}";
        let templates = Templates::new(Language::Yaml, &[("t", text)]).unwrap();
        assert_eq!(templates.render("t", outer(None)).unwrap(), "\"a b\"!");
        let error = templates.render("t", outer(Some("x"))).unwrap_err();
        assert_eq!(error.to_string(), "the template `t` leaves out Inner.note");
    }
}
