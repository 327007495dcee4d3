//! The macros that make one test per engine and version out of one body.

/// One test for each engine named, all with the same body; see the crate's documentation.
macro_rules! on_engines {
    ([$($engine:ident),+], $(#[$meta:meta])* $name:ident, async |$bed:ident| $body:block) => {
        $(#[$meta])*
        async fn $name($bed: $crate::bed::Bed) $body

        mod $name {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $engine() {
                    $crate::bed::Bed::run(stringify!($engine), super::$name).await;
                }
            )+
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
            if [$(stringify!($refusing)),+].contains(&$bed.engine.test_name().as_str()) {
                return $bed.refuses($topology, $key);
            }
            $body
        });
    };
}

pub(crate) use {on_engines, on_every_engine};
