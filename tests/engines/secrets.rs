//! `headers.request.set.*.from_secret`: the upstream gets the secret whatever it holds, in the place of what the client sent;
//! without it the route is out of order, and no other route is.

use crate::bed::{Bed, ClientDemands as _, Request, ResponseDemands as _, on_every_engine};

const TOPOLOGY: &str = "
listen: { http: \"{http}\" }
upstreams: { model: { servers: [\"{server1}\"], streaming: true } }
routes:
  - host: gateway.test
    to: model
    headers:
      request:
        set:
          Authorization: { from_secret: TEST_MODEL_KEY, prefix: 'Bearer \"%[x]$y'' ' }
          X-Plain: { from_secret: TEST_OTHER_KEY }
  - { host: open.test, to: model }
";

const PREFIX: &str = "Bearer \"%[x]$y' ";

/// What would be read as more than text somewhere: by a shell, a template, YAML, a log format or an expression.
const HOSTILE: [&str; 8] = [
    "sk-plain_0123",
    "two words  and more",
    "100% %[env(HOME)] %%",
    "it's \"quoted\"",
    "`) || PathPrefix(`/ {{ env \"HOME\" }} }}",
    "back\\slash \\\" \\n $HOME ${HOME}",
    "a: b # no comment, - and & < >",
    "\"; return 200; #",
];

fn with(bed: Bed, secret: &str) -> Bed {
    bed.environment("TEST_MODEL_KEY", secret).environment("TEST_OTHER_KEY", "other")
}

on_every_engine!(a_secret_reaches_the_upstream_whatever_it_holds, async |bed| {
    let engine = bed.engine;
    for secret in HOSTILE {
        let stack = with(Bed::of(engine), secret).up(TOPOLOGY, 1).await;
        let request = Request::get("gateway.test", "/v1/models").header("Authorization", "Bearer the client's own");
        let echo = stack.client().send(&request).await.echo();
        assert_eq!(echo.header_values("Authorization"), [format!("{PREFIX}{secret}")]);
        assert_eq!(echo.header_values("X-Plain"), ["other"]);
        let kept = Request::get("open.test", "/").header("Authorization", "mine");
        assert_eq!(stack.client().send(&kept).await.echo().header_values("Authorization"), ["mine"]);
    }
});

on_every_engine!(without_its_secret_a_route_answers_503_and_others_go_on, async |bed| {
    let engine = bed.engine;
    let unusable = [None, Some(""), Some("two\nX-Evil: lines"), Some("ends in a line\n"), Some("bell\x07")];
    for secret in unusable {
        let bed = Bed::of(engine).environment("TEST_OTHER_KEY", "other");
        let bed = match secret {
            Some(secret) => bed.environment("TEST_MODEL_KEY", secret),
            None => bed,
        };
        let stack = bed.up(TOPOLOGY, 1).await;
        let request = Request::get("gateway.test", "/").header("Authorization", "Bearer the client's own");
        assert_eq!(stack.client().send(&request).await.status, 503, "{secret:?}");
        assert_eq!(stack.get("open.test", "/").await.status, 200, "{secret:?}");
        assert_eq!(stack.server(1).requests().len(), 1, "{secret:?}");
    }
});
