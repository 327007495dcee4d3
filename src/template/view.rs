//! Views: what an engine hands to its templates. Each remembers which of its fields were read.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};

use super::verbatim::Verbatim;
use crate::escape::Escaped;

/// A struct whose fields a template may read; made by [`view!`](crate::view).
pub trait View {
    /// The view's value, with every field in it, which tells what was not read when it goes.
    fn into_value(self, unread: &Unread) -> Value;
}

/// What may stand in a view's field.
pub trait Field {
    /// The field's value; views in it tell what was not read.
    fn into_field(self, unread: &Unread) -> Value;
}

/// The fields of views that say something and that a render has not read.
#[derive(Debug, Clone, Default)]
pub struct Unread(Arc<Mutex<BTreeSet<(&'static str, &'static str)>>>);

impl Unread {
    /// Views and their fields; complete when all values of the views are gone.
    pub fn fields(&self) -> Vec<(&'static str, &'static str)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    fn add(&self, view: &'static str, field: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((view, field));
    }
}

/// A view's fields and which of them were read.
#[derive(Debug)]
pub struct Fields {
    view: &'static str,
    names: &'static [&'static str],
    values: Vec<Value>,
    read: AtomicU64,
    /// The field that was read last: templates read fields in about the order in which views name them, and the same
    /// one again.
    last: AtomicUsize,
    unread: Unread,
}

impl Fields {
    /// The value of a view whose fields, at most 64, have these names and, in the same order, these values.
    pub fn value(view: &'static str, names: &'static [&'static str], values: Vec<Value>, unread: &Unread) -> Value {
        Value::from_object(Self {
            view,
            names,
            values,
            read: AtomicU64::new(0),
            last: AtomicUsize::new(0),
            unread: unread.clone(),
        })
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        let read = *self.read.get_mut();
        for (at, (name, field)) in self.names.iter().zip(&self.values).enumerate() {
            if read & (1 << at) == 0 && field.is_true() {
                self.unread.add(self.view, name);
                // What stands in it goes without saying.
                ignore(field);
            }
        }
    }
}

impl Fields {
    fn position(&self, key: &str) -> Option<usize> {
        let last = self.last.load(Ordering::Relaxed);
        let (before, after) = self.names.split_at_checked(last)?;
        let found = after.iter().position(|name| *name == key).map(|at| last + at);
        let at = found.or_else(|| before.iter().position(|name| *name == key))?;
        self.last.store(at, Ordering::Relaxed);
        Some(at)
    }

    /// Takes every field as read, and what stands in them.
    pub(super) fn ignore(&self) {
        self.read.store(u64::MAX, Ordering::Relaxed);
        self.values.iter().for_each(ignore);
    }
}

/// Takes all that stands in a value as read.
pub(super) fn ignore(value: &Value) {
    if let Some(fields) = value.downcast_object_ref::<Fields>() {
        fields.ignore();
    } else if value.kind() == ValueKind::Seq || value.kind() == ValueKind::Iterable {
        value.try_iter().into_iter().flatten().for_each(|item| ignore(&item));
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
        let at = self.position(key)?;
        // One thread renders a view: nobody marks a field between the two.
        self.read.store(self.read.load(Ordering::Relaxed) | 1 << at, Ordering::Relaxed);
        self.values.get(at).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }
}

impl Field for bool {
    fn into_field(self, _: &Unread) -> Value {
        Value::from(self)
    }
}

impl Field for String {
    fn into_field(self, _: &Unread) -> Value {
        Value::from(self)
    }
}

impl Field for &str {
    fn into_field(self, _: &Unread) -> Value {
        Value::from(self)
    }
}

impl Field for Escaped {
    fn into_field(self, _: &Unread) -> Value {
        Value::from_object(Verbatim(self.into_string()))
    }
}

macro_rules! number_fields {
    ($($number:ty),+) => {$(
        impl Field for $number {
            fn into_field(self, _: &Unread) -> Value {
                Value::from(self)
            }
        }
    )+};
}

number_fields!(u16, u32, u64, usize);

impl<F: Field> Field for Option<F> {
    fn into_field(self, unread: &Unread) -> Value {
        self.map_or_else(|| Value::from(()), |field| field.into_field(unread))
    }
}

impl<F: Field> Field for Box<F> {
    fn into_field(self, unread: &Unread) -> Value {
        (*self).into_field(unread)
    }
}

impl<F: Field> Field for Vec<F> {
    fn into_field(self, unread: &Unread) -> Value {
        // Most lists of most views are empty: nothing is walked like an empty list, and costs less.
        if self.is_empty() {
            return Value::from(());
        }
        Value::from(self.into_iter().map(|item| item.into_field(unread)).collect::<Vec<Value>>())
    }
}

/// A thing and its name: a pair that a template takes apart.
impl<F: Field> Field for (String, F) {
    fn into_field(self, unread: &Unread) -> Value {
        Value::from(vec![Value::from(self.0), self.1.into_field(unread)])
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
            fn into_value(self, unread: &$crate::template::Unread) -> ::minijinja::Value {
                let Self { $($field),* } = self;
                $crate::template::Fields::value(
                    stringify!($name),
                    &[$(stringify!($field)),*],
                    vec![$($crate::template::Field::into_field($field, unread)),*],
                    unread,
                )
            }
        }

        impl $crate::template::Field for $name {
            fn into_field(self, unread: &$crate::template::Unread) -> ::minijinja::Value {
                $crate::template::View::into_value(self, unread)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::escape::Language;
    use crate::template::{Once, Templates};

    view! {
        struct Inner { name: String, note: Option<String> }
    }

    view! {
        struct Outer { inner: Vec<Inner>, on: bool }
    }

    view! {
        struct Long { inner: Once<Inner> }
    }

    const ALL: &str = "{% for i in inner %}{{ i.name }}{% endfor %}";

    fn inner(note: Option<&str>) -> Vec<Inner> {
        vec![Inner { name: "a b".into(), note: note.map(Into::into) }]
    }

    fn outer(note: Option<&str>) -> Outer {
        Outer { inner: inner(note), on: true }
    }

    fn long(text: &'static str, note: Option<&str>) -> Result<String, String> {
        let templates = Templates::new(Language::Yaml, &[("t", text)]).unwrap();
        templates.render("t", Long { inner: Once(inner(note)) }).map_err(|error| error.to_string())
    }

    #[test]
    fn a_field_that_no_template_reads_fails_the_render() {
        let text = "{% for i in inner %}{{ i.name }}{% endfor %}{% if on %}!{% endif %}";
        let templates = Templates::new(Language::Yaml, &[("t", text)]).unwrap();
        assert_eq!(templates.render("t", outer(None)).unwrap(), "\"a b\"!");
        let error = templates.render("t", outer(Some("x"))).unwrap_err();
        assert_eq!(error.to_string(), "the template `t` leaves out Inner.note");
    }

    #[test]
    fn what_a_long_list_says_must_be_read_as_well() {
        assert_eq!(long(ALL, None).unwrap(), "\"a b\"");
        assert_eq!(long(ALL, Some("x")).unwrap_err(), "the template `t` leaves out Inner.note");
        let unwalked = long("{% if inner %}{% endif %}", Some("x")).unwrap_err();
        assert_eq!(unwalked, "the template `t` leaves out Inner.name, Inner.note");
        assert_eq!(long("", None).unwrap_err(), "the template `t` leaves out Long.inner");
    }

    #[test]
    fn a_long_list_is_not_walked_twice() {
        let text = "{% for i in inner %}{{ i.name }}{% endfor %}{% for i in inner %}{{ i.name }}{% endfor %}";
        assert!(long(text, None).unwrap_err().starts_with("the template `t` fails at line 1"));
    }
}
