//! The macros that make one test per engine and version out of one body.

/// One test for each engine named, all with the same body; see the crate's documentation.
macro_rules! on_engines {
    ([$($engine:ident),+], $(#[$meta:meta])* $name:ident, async |$bed:ident| $body:block) => {
        $(#[$meta])*
        async fn $name($bed: $crate::bed::Bed) $body

        mod $name {
            $($crate::bed::on_engine!($engine, $name);)+
        }
    };
}

/// The test of one engine, and of the newer ones that stand for it.
macro_rules! on_engine {
    (nginx_1_22, $name:ident) => {
        $crate::bed::on_engine!(one nginx_1_22, $name);
        #[cfg(feature = "newer-engines")]
        $crate::bed::on_engine!(one nginx_1_26, $name);
    };
    (nginx_1_31, $name:ident) => {
        $crate::bed::on_engine!(one nginx_1_31, $name);
        #[cfg(feature = "newer-engines")]
        $crate::bed::on_engine!(one nginx_1_30, $name);
    };
    (haproxy_2_8, $name:ident) => {
        $crate::bed::on_engine!(one haproxy_2_8, $name);
        #[cfg(feature = "newer-engines")]
        $crate::bed::on_engine!(one haproxy_3_0, $name);
        #[cfg(feature = "newer-engines")]
        $crate::bed::on_engine!(one haproxy_3_2, $name);
        #[cfg(feature = "newer-engines")]
        $crate::bed::on_engine!(one haproxy_3_4, $name);
    };
    ($engine:ident, $name:ident) => {
        $crate::bed::on_engine!(one $engine, $name);
    };
    (one $engine:ident, $name:ident) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $engine() {
            $crate::bed::Bed::run(stringify!($engine), super::$name).await;
        }
    };
}

/// [`on_engines`] for all that a promise is kept by. Those that it is refused for are named with the key at fault:
/// `refused by [traefik_3_7] for "hash_by" in TOPOLOGY`.
macro_rules! on_every_engine {
    ($(#[$meta:meta])* $name:ident, async |$bed:ident| $body:block) => {
        $crate::bed::on_engines!(
            [nginx_1_22, nginx_1_31, haproxy_2_6, haproxy_2_8, traefik_3_7],
            $(#[$meta])* $name, async |$bed| $body
        );
    };
    (
        $(#[$meta:meta])* $name:ident, async |$bed:ident| $body:block,
        refused by [$($refusing:ident),+] for $key:literal in $topology:expr
    ) => {
        $crate::bed::on_every_engine!($(#[$meta])* $name, async |$bed| {
            if [$(stringify!($refusing)),+].contains(&$bed.engine.stands_for().test_name().as_str()) {
                return $bed.refuses($topology, $key);
            }
            $body
        });
    };
}

pub(crate) use {on_engine, on_engines, on_every_engine};
